"""Who works here: passwords, codes, roles and sessions."""

from shared import auth
from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.staff import codes, first, models, pages, pages_codes, pages_login, routes, sessions

    return Noun(
        doors=[sessions.sessions, sessions.renewals, routes.doors, routes.passwords_door],
        screens=[pages_codes.screens, pages.screens, pages_login.screens],
        prepare=first.open_first_account,
        menu=[
            Entry("/intake/staff/", "账号", "Accounts", ("security", "auditor"), place=70, begins=40),
            Entry("/intake/staff/me", "我的账号", "My account", None, place=10, own=True, begins=90),
        ],
        rows=[models.Staff, models.SecondStep, models.RecoveryCode, models.LoginTry, models.StaffAct],
        keys=[auth.TOKEN, codes.KEY],
    )
