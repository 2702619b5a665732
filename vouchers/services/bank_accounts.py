"""Bank accounts of providers: one person names it, another confirms it, then it waits.

Until a new account is valid, the one before it is paid, and everybody who could notice a theft is
told at once (docs/ledger.md, "Paying"). Nobody confirms an account of their own; the house may take
it back while it waits.
"""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors, locked
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import instant
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import bank_rules, payment_mails
from vouchers.enums import BankAccountState
from vouchers.models import BankAccount
from vouchers.queries.payments import bank_account_on, bank_wait_days, counts_later
from vouchers.rights import is_repeated, require_other_person, require_role


@transaction.atomic
def propose_bank_account(
    *,
    provider: Organisation,
    holder: str,
    iban: str,
    bic: str = "",
    actor: Actor,
    notify: bool = True,
) -> BankAccount:
    """Name a new account of `provider`; nothing changes until another person has confirmed it.

    The same account again while it waits is the same proposal; `notify=False` is for accounts of
    the past that are taken over. Raises `DomainError` for an IBAN, BIC or holder that cannot be
    right or for the account that counts already, `Conflict` while another proposal waits,
    `NotAllowed` for a foreign provider.
    """
    require_role(actor, Role.PROVIDER, Role.OFFICE)
    if actor.role == Role.PROVIDER and actor.organisation_id != provider.pk:
        raise NotAllowed("Das ist nicht Ihre Bankverbindung.")
    if provider.kind != OrganisationKind.PROVIDER:
        raise DomainError("Eine Bankverbindung hat nur ein Bildungsträger.")
    holder, iban = bank_rules.clean_holder(holder), bank_rules.clean_iban(iban)
    bic = bank_rules.clean_bic(bic)
    locked(Organisation.objects).get(pk=provider.pk)
    current = bank_account_on(provider)
    if current is not None and (current.holder, current.iban, current.bic) == (holder, iban, bic):
        raise DomainError("Diese Bankverbindung gilt bereits.")
    waiting = BankAccount.objects.filter(provider=provider, state=BankAccountState.PROPOSED).first()
    if waiting is not None and (waiting.holder, waiting.iban, waiting.bic) == (holder, iban, bic):
        return waiting
    with constraint_errors({"bank_account_one_open_per_provider": _waiting_sentence(waiting)}):
        account = BankAccount.objects.create(
            provider=provider,
            holder=holder,
            iban=iban,
            bic=bic,
            proposed_by_id=actor.person_id,
            proposed_at=clock.now(),
        )
    audit.record(actor=actor, action="bank_account.proposed", target=account)
    if notify:
        payment_mails.account_proposed(account, current, actor)
    return account


@transaction.atomic
def confirm_bank_account(*, account_id: UUID, actor: Actor, notify: bool = True) -> BankAccount:
    """The office has checked the account in another way; it counts after the wait of the period.

    `notify=False` as above; confirming twice is once. Raises `NotAllowed` for the person who named
    it, `Conflict` when somebody else has decided already.
    """
    account = _decidable(account_id, actor)
    if is_repeated(account, BankAccountState.CONFIRMED, actor):
        return account
    _require_open(account)
    before = bank_account_on(account.provider_id)
    valid_from = clock.today() + timedelta(days=bank_wait_days())
    _decide(account, BankAccountState.CONFIRMED, actor, valid_from=valid_from)
    if notify:
        payment_mails.account_confirmed(account, before, actor)
    return account


@transaction.atomic
def reject_bank_account(*, account_id: UUID, reason: str, actor: Actor) -> BankAccount:
    """Refuse the account with a reason that the provider reads.

    Raises like confirming, and `DomainError` without a reason.
    """
    text = clean_reason(reason, ask="Bitte nennen Sie den Grund der Ablehnung.")
    account = _decidable(account_id, actor)
    if is_repeated(account, BankAccountState.REJECTED, actor) and account.decision_reason == text:
        return account
    _require_open(account)
    before = bank_account_on(account.provider_id)
    _decide(account, BankAccountState.REJECTED, actor, reason=text)
    payment_mails.account_rejected(account, before, actor)
    return account


@transaction.atomic
def withdraw_bank_account(*, account_id: UUID, actor: Actor) -> BankAccount:
    """Take back an account that does not count yet; whoever heard of it hears that it is gone.

    Also one that is confirmed for a day to come: so a theft that somebody noticed by the mails is
    stopped. Doing it twice is once. Raises `NotAllowed` for a foreign provider, and for the office
    while it waits unless this very person named it (others refuse it); `Conflict` when it counts
    or is decided otherwise.
    """
    require_role(actor, Role.PROVIDER, Role.OFFICE)
    account = _lock(account_id)
    if actor.role == Role.PROVIDER and actor.organisation_id != account.provider_id:
        raise NotAllowed("Das ist nicht Ihre Bankverbindung.")
    if is_repeated(account, BankAccountState.WITHDRAWN, actor):
        return account
    if not counts_later(account):
        _require_open(account)
        if actor.role == Role.OFFICE and not actor.same_person(account.proposed_by_id):
            raise NotAllowed(
                "Eine Angabe, die noch zu prüfen ist, kann nur zurückziehen, wer sie gemacht hat."
            )
    before = bank_account_on(account.provider_id)
    _decide(account, BankAccountState.WITHDRAWN, actor)
    payment_mails.account_withdrawn(account, before, actor)
    return account


def _decidable(account_id: UUID, actor: Actor) -> BankAccount:
    require_role(actor, Role.OFFICE)
    account = _lock(account_id)
    require_other_person(actor, account.proposed_by_id)
    return account


def _lock(account_id: UUID) -> BankAccount:
    return locked(BankAccount.objects.select_related("provider")).get(pk=account_id)


def _require_open(account: BankAccount) -> None:
    if account.decided_at is not None:
        raise Conflict(
            f"Diese Bankverbindung ist schon {account.get_state_display()}, am"
            f" {instant(account.decided_at)}."
        )


def _decide(
    account: BankAccount,
    state: BankAccountState,
    actor: Actor,
    *,
    valid_from: date | None = None,
    reason: str = "",
) -> None:
    account.state = state
    account.decided_by_id, account.decided_at = actor.person_id, clock.now()
    account.valid_from, account.decision_reason = valid_from, reason
    account.save(
        update_fields=["state", "decided_by", "decided_at", "valid_from", "decision_reason"]
    )
    audit.record(actor=actor, action=f"bank_account.{state}", target=account)


def _waiting_sentence(waiting: BankAccount | None) -> str:
    named = f" ({waiting.masked_iban})" if waiting else ""
    return (
        f"Es wartet schon eine neue Bankverbindung{named} auf die Bestätigung der Programmstelle."
        " Bitte warten Sie deren Entscheidung ab."
    )
