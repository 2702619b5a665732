"""The database itself keeps people in order. Each rule by its name, past the services."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lotsen.core.db import violated_constraint
from lotsen.people.models import Employment, Lotse, Qualification
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification

pytestmark = pytest.mark.django_db


def refused_by(write: Callable[[], Any]) -> str:
    """Name of the constraint that refuses `write`; fails the test when nothing does."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        write()
    return violated_constraint(error.value)


def test_people() -> None:
    kommune = make_kommune()
    first, second = make_lotse(kommune), make_lotse(kommune)
    row = Lotse.objects.filter(pk=second.pk)
    assert refused_by(lambda: row.update(email=first.email.upper())) == "lotse_email_unique"
    assert refused_by(lambda: row.update(email="")) == "lotse_email_not_empty"
    assert refused_by(lambda: row.update(given_name="")) == "lotse_names_not_empty"
    assert refused_by(lambda: row.update(family_name="")) == "lotse_names_not_empty"
    pseudonym = first.pseudonym
    assert refused_by(lambda: row.update(pseudonym=pseudonym)) == "lotse_pseudonym_unique"
    assert row.update(pseudonym=uuid4()) == 1


def test_employments() -> None:
    kommune = make_kommune()
    lotse = make_lotse(kommune, starts_on=date(2020, 1, 1))
    row = Employment.objects.filter(lotse=lotse)

    def employ(starts_on: date, ends_on: date | None = None) -> Employment:
        return Employment.objects.create(
            lotse=lotse, kommune=kommune, starts_on=starts_on, ends_on=ends_on
        )

    assert refused_by(lambda: employ(date(2021, 1, 1))) == "employment_one_open_per_lotse"
    assert refused_by(lambda: row.update(ends_on=date(2019, 1, 1))) == "employment_dates_in_order"
    row.update(ends_on=date(2020, 12, 31))
    overlap = "employment_periods_do_not_overlap"
    assert refused_by(lambda: employ(date(2020, 12, 31))) == overlap
    assert employ(date(2021, 1, 1)).pk


def test_qualifications() -> None:
    kommune = make_kommune()
    lotse = make_lotse(kommune)
    basis = make_qualification(lotse, kommune)
    inhouse = make_qualification(lotse, kommune, kind="inhouse")

    def again(known: Qualification, **change: Any) -> Qualification:
        values = {
            name: getattr(known, name) for name in ("lotse", "kommune", "kind", "completed_on")
        }
        return Qualification.objects.create(**{**values, "funded": True, **change})

    other_day = {"completed_on": date(2022, 1, 3)}
    assert refused_by(lambda: again(basis, **other_day)) == "qualification_basis_once"
    assert refused_by(lambda: again(inhouse)) == "qualification_once_per_day"
    assert refused_by(lambda: again(inhouse, kind="x")) == "qualification_kind_known"
    assert again(inhouse, **other_day).pk
