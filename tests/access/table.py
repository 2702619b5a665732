"""Who may open which address. A new address without a row here fails the tests."""

from typing import NamedTuple

EVERYBODY = "everybody"
SIGNED_IN = "signed in"
OVERSIGHT = "office ministry auditor"


class Row(NamedTuple):
    """`roles`: who may enter; `sample`: what fills the address; `foreign`: roles that get a 404
    when they belong to another organisation than the sample."""

    roles: str
    sample: str = ""
    foreign: str = ""


TEAM = "hr provider office organiser admin"
CONTRACT_READERS = "hr office ministry auditor"
CLAIM_READERS = "provider office ministry auditor"
EVENT_TEAM = "organiser office"

TABLE: dict[str, Row] = {
    # the site
    "start": Row(EVERYBODY),
    "home": Row(SIGNED_IN),
    "pages:imprint": Row(EVERYBODY),
    "pages:privacy": Row(EVERYBODY),
    "pages:accessibility": Row(EVERYBODY),
    "pages:report-barrier": Row(EVERYBODY),
    "pages:plain-language": Row(EVERYBODY),
    "pages:sign-language": Row(EVERYBODY),
    "pages:help": Row(EVERYBODY),
    "pages:licences": Row(EVERYBODY),
    "pages:styleguide": Row(EVERYBODY),
    "pages:healthz": Row(EVERYBODY),
    "demo:calendar": Row(SIGNED_IN),
    # signing in
    "account_login": Row(EVERYBODY),
    "account_request_login_code": Row(EVERYBODY),
    "account_confirm_login_code": Row(EVERYBODY),
    "account_logout": Row(EVERYBODY),
    "account_inactive": Row(EVERYBODY),
    "account_reauthenticate": Row(SIGNED_IN),
    "account_change_password": Row(SIGNED_IN),
    "account_set_password": Row(SIGNED_IN),
    "account_reset_password": Row(EVERYBODY),
    "account_reset_password_done": Row(EVERYBODY),
    "account_reset_password_from_key": Row(EVERYBODY, "reset_key"),
    "account_reset_password_from_key_done": Row(EVERYBODY),
    "account_email_verification_sent": Row(EVERYBODY),
    "account_confirm_email": Row(EVERYBODY, "email_key"),
    # accounts, jobs, mails
    "accounts:account": Row(SIGNED_IN),
    "accounts:switch": Row(SIGNED_IN),
    "accounts:members": Row(TEAM),
    "accounts:invite": Row(TEAM),
    "accounts:end-membership": Row(TEAM, "membership", "hr provider office organiser"),
    "accounts:withdraw-invitation": Row(TEAM, "invitation", TEAM),
    "accounts:accept-invitation": Row(EVERYBODY, "secret"),
    "core:jobs": Row(SIGNED_IN),
    "core:job": Row(SIGNED_IN, "job", "hr provider organiser lotse"),
    "core:job-document": Row(SIGNED_IN, "job", "hr provider organiser lotse"),
    "core:retry-job": Row("office admin", "job", "office"),
    "core:outbox": Row(SIGNED_IN),
    "core:outbox-mail": Row(SIGNED_IN, "mail", "hr provider organiser lotse"),
    # registry and people
    "kommunen:list": Row(EVERYBODY),
    "kommunen:suggestions": Row(EVERYBODY),
    "kommunen:kommune": Row(EVERYBODY, "kommune"),
    "people:list": Row(CONTRACT_READERS),
    "people:add": Row("hr office"),
    "people:own": Row("lotse"),
    "people:change-own": Row("lotse"),
    "people:person": Row(CONTRACT_READERS, "person", "hr"),
    "people:change": Row("hr office", "person", "hr"),
    # seminars
    "seminars:list": Row(EVERYBODY),
    "seminars:detail": Row(EVERYBODY, "seminar"),
    "seminars:create": Row("provider"),
    "seminars:edit": Row("provider office", "seminar", "provider"),
    "seminars:publish": Row("provider office", "draft", "provider"),
    "seminars:copy": Row("provider office", "seminar", "provider"),
    "seminars:cancel": Row("provider office", "seminar", "provider"),
    "seminars:enrol": Row("hr", "seminar"),
    "seminars:enrolled": Row("hr", "seminar", "hr"),
    "seminars:attendance": Row("provider office", "seminar", "provider"),
    "seminars:tick": Row("provider office", "seminar", "provider"),
    "seminars:all-present": Row("provider office", "seminar", "provider"),
    "seminars:confirm": Row("provider office", "seminar", "provider"),
    "seminars:error-report": Row("provider", "seminar", "provider"),
    "seminars:signatures": Row("provider office", "seminar", "provider"),
    "seminars:progress": Row("provider office ministry auditor", "seminar", "provider"),
    "seminars:enrolments": Row("hr lotse"),
    "seminars:enrolment": Row("hr provider office lotse", "enrolment", "hr provider lotse"),
    "seminars:cancel-enrolment": Row("hr provider office", "enrolment", "hr provider"),
    "seminars:substitute": Row("hr office", "enrolment", "hr"),
    "seminars:attach-voucher": Row("hr office", "enrolment", "hr"),
    "seminars:certificates": Row("hr provider office lotse"),
    "seminars:verify": Row(EVERYBODY),
    "seminars:certificate-download": Row(
        "hr provider office lotse", "certificate", "hr provider lotse"
    ),
    # reports
    "reporting:overview": Row(SIGNED_IN),
    "reporting:dashboard": Row(OVERSIGHT),
    "reporting:stichtage": Row(OVERSIGHT),
    "reporting:lotsen": Row(OVERSIGHT),
    "reporting:enrolled": Row(OVERSIGHT),
    "reporting:kommunen": Row(OVERSIGHT),
    "reporting:bookings": Row(OVERSIGHT),
    # money
    "vouchers:contracts": Row(CONTRACT_READERS),
    "vouchers:contract-new": Row("hr"),
    "vouchers:contract-form": Row("hr", "line kind"),
    "vouchers:contract": Row(CONTRACT_READERS, "contract", "hr"),
    "vouchers:contract-submitted": Row("hr", "contract", "hr"),
    "vouchers:contract-document": Row(CONTRACT_READERS, "contract", "hr"),
    "vouchers:contract-letter": Row(CONTRACT_READERS, "contract", "hr"),
    "vouchers:contract-agree": Row("office", "contract"),
    "vouchers:contract-reject": Row("office", "contract"),
    "vouchers:contract-exception": Row("office ministry", "exception"),
    "vouchers:inhouse": Row("provider office"),
    "vouchers:inhouse-settle": Row("provider office", "inhouse", "provider"),
    "vouchers:contract-withdraw": Row("hr", "contract", "hr"),
    "vouchers:vouchers": Row(CONTRACT_READERS),
    "vouchers:voucher": Row(CONTRACT_READERS, "voucher", "hr"),
    "vouchers:voucher-cancel": Row("office", "voucher"),
    "vouchers:budget": Row(OVERSIGHT),
    "vouchers:totals": Row(OVERSIGHT),
    "vouchers:totals-csv": Row(OVERSIGHT),
    "vouchers:proposals": Row(OVERSIGHT),
    "vouchers:proposal-new": Row("ministry"),
    "vouchers:proposal": Row(OVERSIGHT, "proposal"),
    "vouchers:proposal-approve": Row("ministry", "proposal"),
    "vouchers:proposal-reject": Row("ministry", "proposal"),
    "vouchers:proposal-withdraw": Row("ministry", "own proposal"),
    "vouchers:entries": Row(OVERSIGHT),
    "vouchers:entries-csv": Row(OVERSIGHT),
    "vouchers:entry": Row(OVERSIGHT, "entry"),
    "vouchers:verification": Row(OVERSIGHT),
    # corrections
    "vouchers:reverse-day": Row("office", "decided day"),
    "vouchers:decide-day": Row("office", "decided day"),
    "vouchers:reclaims": Row(f"{OVERSIGHT} provider"),
    "vouchers:reclaim": Row(f"{OVERSIGHT} provider", "decided reclaim", "provider"),
    "vouchers:reclaim-letter": Row(f"{OVERSIGHT} provider", "decided reclaim", "provider"),
    "vouchers:reclaim-new": Row("office", "paid voucher"),
    "vouchers:reclaim-approve": Row("ministry", "open reclaim"),
    "vouchers:reclaim-reject": Row("ministry", "open reclaim"),
    "vouchers:reclaim-repaid": Row("office ministry", "decided reclaim"),
    "vouchers:rates": Row(OVERSIGHT),
    "vouchers:rate-new": Row("office ministry"),
    # claims
    "vouchers:claims": Row(CLAIM_READERS),
    "vouchers:claims-csv": Row(CLAIM_READERS),
    "vouchers:claim-new": Row("provider"),
    "vouchers:claim": Row(CLAIM_READERS, "claim", "provider"),
    "vouchers:claim-csv": Row(CLAIM_READERS, "claim", "provider"),
    "vouchers:claim-submitted": Row("provider", "claim", "provider"),
    "vouchers:claim-withdraw": Row("provider", "claim", "provider"),
    "vouchers:claim-factual": Row("office", "claim"),
    "vouchers:claim-arithmetic": Row("office", "claim"),
    "vouchers:claim-refuse": Row("office", "claim"),
    "vouchers:claim-line-refuse": Row("office", "claim line"),
    "vouchers:claim-order": Row("ministry", "claim"),
    "vouchers:claim-return": Row("ministry", "claim"),
    # events
    "events:list": Row(EVERYBODY),
    "events:detail": Row(EVERYBODY, "event"),
    "events:calendar": Row(EVERYBODY, "event"),
    "events:register": Row("lotse", "event"),
    "events:registrations": Row("lotse"),
    "events:registration": Row("lotse hr organiser office", "registration", "lotse hr organiser"),
    "events:cancel-registration": Row("lotse organiser office", "registration", "lotse organiser"),
    "events:create": Row(EVENT_TEAM),
    "events:edit": Row(EVENT_TEAM, "event", "organiser"),
    "events:publish": Row(EVENT_TEAM, "event", "organiser"),
    "events:cancel": Row(EVENT_TEAM, "event", "organiser"),
    "events:held": Row(EVENT_TEAM, "event", "organiser"),
    "events:participants": Row(EVENT_TEAM, "event", "organiser"),
    "events:participants-csv": Row(EVENT_TEAM, "event", "organiser"),
    "events:participants-print": Row(EVENT_TEAM, "event", "organiser"),
    "events:add-participant": Row(EVENT_TEAM, "event", "organiser"),
}
