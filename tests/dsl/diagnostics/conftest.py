import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--update-pages",
        action="store_true",
        default=False,
        help="write heading and golden message of each page in dsl/diagnostics/pages anew",
    )


@pytest.fixture
def update_pages(request):
    return request.config.getoption("--update-pages", default=False)
