"""The checked framework: every name bound, every expression typed, every weight a share.

What is unresolved cannot be expressed here. Everything is frozen; mappings keep the order of
declaration. Each part carries the span it came from.
"""

from .declarations import *
from .examples import *
from .expressions import *
from .frameworks import *
from .labels import *
from .roles import *
from .rules import *
