sign-in-title = Sign in to the desk
sign-in-lead = For secretariat, approvers, organiser and administrators.
sign-in-email = Mail address
sign-in-password = Password
sign-in-code = Code
sign-in-code-hint = The 6 digits your authenticator shows
sign-in-enter = Sign in
sign-in-wrong = Mail address, password or code is wrong. After several wrong tries you have to wait
