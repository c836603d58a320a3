"""The syntax tree: what a file says, before anything is looked up.

Every node is frozen and carries the span of text it came from. Names are unresolved here;
`resolve.py` and `checking/` turn these nodes into the types of `framework/`.
"""

from .declarations import *
from .examples import *
from .expressions import *
from .files import *
from .properties import *
from .words import *
