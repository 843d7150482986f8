sign-in-title = Sign in to the desk
sign-in-lead = For secretariat, approvers, organiser and administrators.
sign-in-email = Mail address
sign-in-password = Password
sign-in-code = Code
sign-in-code-hint = The 6 digits your authenticator shows
sign-in-enter = Sign in
sign-in-pause = There were too many wrong tries. Please wait { $minutes } min and try again
sign-in-wrong = Mail address, password or code is wrong. After several wrong tries you have to wait

second-factor-title = Set up your authenticator
second-factor-lead = Besides the password, signing in takes a code from an authenticator app. You set it up once.
second-factor-key = Add a new account in your authenticator and type this key.
second-factor-open = Open it in the authenticator of this device
second-factor-confirm = Check the code and sign in
second-factor-wrong = The code is wrong. Type the 6 digits that your authenticator shows now
recovery-codes-title = Keep your recovery codes
recovery-codes-lead = Each of these works once instead of a code when your authenticator is not at hand. This page is shown only once: print it or write the codes down and keep them in a safe place.
recovery-codes-go-on = I have kept them, go on

mails-range = { $from } to { $to } of { $total }, newest first
mails-search-to = To
mails-search-subject = Subject
mails-search = Search
mails-search-clear = Clear
mails-none-found = No mail matches
