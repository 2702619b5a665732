"""What holds after every test of the seminars."""

from collections.abc import Iterator

import pytest

from tests.factories.seminars import vouchers_out_of_step


@pytest.fixture(autouse=True)
def vouchers_are_assigned_as_enrolled(request: pytest.FixtureRequest) -> Iterator[None]:
    """A voucher is assigned exactly while an enrolment uses it, whatever a test has done.

    Not asked of the tests that go past the services.
    """
    past_services = request.path.name == "test_models.py"
    if past_services or request.node.get_closest_marker("django_db") is None:
        yield
        return
    request.getfixturevalue("db")
    yield
    assert vouchers_out_of_step() == []
