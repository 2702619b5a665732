"""Old cases enter in batches, as in a migration: the rows the services write, in few statements.

Submitting and issuing nine hundred contracts one by one takes a minute. Here all cases of one day
are written together; every rule that the database holds is checked all the same, bookings go
through the ledger, and the plan's tests prove quota and order. Open work of today goes through the
services.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db.models import Model

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.models import AuditEntry
from lotsen.core.sequence import next_number
from lotsen.demo.plan.model import Contract, Imported, Person
from lotsen.demo.stage import Stage
from lotsen.people import rules as people_rules
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Employment, Lotse, Qualification
from vouchers import rules
from vouchers.enums import ContractState
from vouchers.models import ContractPerson, TransferContract, Voucher
from vouchers.services.booking import Ledger
from vouchers.services.issuing import commitment


class ContractArchive:
    """Writes the contracts of the past; keeps the running number of each Kommune's vouchers."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._serials: Counter[str] = Counter()
        self._rows: dict[int, TransferContract] = {}

    def submit(self, contracts: Sequence[Contract]) -> None:
        """All contracts that were submitted on this day, with their persons."""
        register(self._stage, [person for contract in contracts for person in contract.persons])
        rows = [self._row(contract) for contract in contracts]
        TransferContract.objects.bulk_create(rows)
        ContractPerson.objects.bulk_create(
            ContractPerson(contract=row, lotse=self._stage.lotsen[person.email])
            for row, contract in zip(rows, contracts, strict=True)
            for person in contract.persons
        )
        note_acts(
            "contract.submitted",
            [(row, self._stage.hr(row.kommune_id)) for row in rows],
        )

    def issue(self, contracts: Sequence[Contract]) -> None:
        """All contracts that were agreed and whose vouchers were issued on this day."""
        office = self._stage.office
        rows = [self._rows.pop(id(contract)) for contract in contracts]
        TransferContract.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=ContractState.AGREED,
            decided_by=office.user_id,
            decided_at=clock.now(),
            issued_at=clock.now(),
        )
        ledger = Ledger(office)
        vouchers = [
            self._voucher(row, person)
            for row, contract in zip(rows, contracts, strict=True)
            for person in contract.persons
        ]
        Voucher.objects.bulk_create(vouchers)
        ledger.book([commitment(voucher) for voucher in vouchers])
        note_acts("contract.agreed", [(row, office) for row in rows])
        note_acts("contract.vouchers_issued", [(row, office) for row in rows])
        note_acts("voucher.issued", [(voucher, office) for voucher in vouchers])

    def _row(self, contract: Contract) -> TransferContract:
        hr, line, year = self._stage.hr(contract.kommune), self._stage.line(), clock.today().year
        assert hr.user_id is not None
        row = TransferContract(
            number=f"WV-{year}-{next_number('WV', year):04d}",
            kommune=self._stage.kommunen[contract.kommune],
            line=line,
            provider=self._stage.organisations[contract.provider],
            contact_name=hr.name,
            contact_email=contact_address(contract.persons[0]),
            conditions_version=line.conditions_version,
            planned_year=year,
            submission_key=f"demo:{contract.persons[0].email}",
            submitted_by_id=hr.user_id,
            submitted_at=clock.now(),
        )
        self._rows[id(contract)] = row
        return row

    def _voucher(self, row: TransferContract, person: Person) -> Voucher:
        key, line = row.kommune_id, row.line
        assert line.max_days is not None
        self._serials[key] += 1
        serial = self._serials[key]
        voucher = Voucher(
            id=rules.voucher_id(
                pattern=line.period.voucher_pattern, key=key, letter=line.letter, serial=serial
            ),
            serial=serial,
            contract=row,
            lotse=self._stage.lotsen[person.email],
            kommune_id=key,
            line=line,
            provider_id=row.provider_id,
            budget_year_id=clock.today().year,
            days=line.max_days,
            day_rate_cents=line.day_rate_cents,
            issued_at=clock.now(),
        )
        self._stage.vouchers[person.email] = voucher.pk
        return voucher


def record_imported(stage: Stage, imported: Sequence[Imported]) -> None:
    """People trained without state money, entered by the office with their proof."""
    register(stage, [one.person for one in imported], min(one.completed_on for one in imported))
    Qualification.objects.bulk_create(
        Qualification(
            lotse=stage.lotsen[one.person.email],
            kommune_id=one.person.kommune,
            kind=QualificationKind.BASIS,
            completed_on=one.completed_on,
            funded=False,
            proof="Teilnahmebescheinigung des Trägers, ohne Landesmittel",
        )
        for one in imported
    )
    note_acts(
        "person.qualified", [(stage.lotsen[one.person.email], stage.office) for one in imported]
    )


def register(stage: Stage, persons: Sequence[Person], starts_on: date | None = None) -> None:
    """Enter employees by their HR offices, employed from `starts_on` (default: the moved today)."""
    lotsen = [
        Lotse(
            given_name=person.given_name,
            family_name=person.family_name,
            email=person.email,
            department=person.department,
            sort_key=people_rules.sort_key_of(person.given_name, person.family_name),
            search_text=people_rules.search_text_of(person.given_name, person.family_name),
        )
        for person in persons
    ]
    Lotse.objects.bulk_create(lotsen)
    Employment.objects.bulk_create(
        Employment(lotse=lotse, kommune_id=person.kommune, starts_on=starts_on or clock.today())
        for lotse, person in zip(lotsen, persons, strict=True)
    )
    stage.lotsen.update({lotse.email: lotse for lotse in lotsen})
    note_acts(
        "person.registered",
        [(lotse, stage.hr(person.kommune)) for lotse, person in zip(lotsen, persons, strict=True)],
    )


def contact_address(person: Person) -> str:
    """Address of the HR office in the mail domain of a person."""
    return f"personalstelle@{person.email.partition('@')[2]}"


def note_acts(action: str, acts: Sequence[tuple[Model, Actor]]) -> None:
    """The audit entries of a batch in one statement, each with its own actor."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            at=clock.now(),
            actor_id=actor.user_id,
            membership_id=actor.membership_id,
            role=actor.role or "",
            action=action,
            target_type=target._meta.label_lower,
            target_id=str(target.pk),
        )
        for target, actor in acts
    )
