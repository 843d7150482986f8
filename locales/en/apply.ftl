# Pages of the application: answers that do not meet a requirement, drafts after the close, conditional questions, forms to stamp, the first day.
unmet-title = Some answers do not meet the requirements
unmet-lead = By your answers, your company does not meet the following requirements of the call. If you made a mistake, please correct the answer.
unmet-open-title = Some requirements are for the secretariat to decide
unmet-open-lead = Your answers alone do not settle the following requirements. The secretariat asks about your situation and decides.
unmet-change = Correct the answer
unmet-refer = You can turn to these programmes and services instead.
unmet-may-send = You may still apply. The secretariat looks at your application and tells you whether you can take part.
apply-back-to-list = Back to the list
apply-read-all = Read what you entered
field-required-if = required on a condition
field-when-answer = “{ $answer }”
field-when-or = { " or " }
field-when-required = Required if you chose { $answers } for: { $question }
field-when-optional = Only if you chose { $answers } for: { $question }
field-error-email-blank = There is a blank inside the mail address. Take it out, or put in the letter that is missing
consent-paper-lead = To hand in a stamped paper, print the consent, in which your company’s name and address already stand; add date and name, and put your seal on it. Upload a picture of it below, or post it to the secretariat.
consent-paper = Open the consent to stamp (PDF)
return-sent-limit = At most { $most } links are sent for one application within an hour. If none arrives, check the receipt number and the mail address, and try again after an hour.
return-limit = The { $requests } requests that we take within an hour from one connection have been used up. Please try again after { $until }.
begin-first-day = First day
begin-place = Place
begin-visits = Visits by experts
begin-hours = { $date }, { $from }–{ $until }
begin-with = { $what } ({ $more })
status-begins = What comes next
status-calendar = Put all days into your calendar (ICS)
status-asked = Still to be answered
status-next = Next comes: { $step }.
status-title-confirmed-form = Please answer: { $form }
status-confirmed-lead-form = Your place is confirmed when you have sent your answers ({ $form }).
mail-accepted-form = We have noted that you take part. Please go on with: { $form }. Your place is confirmed when you have answered it.
mail-accepted-form-due = Until: { $due }
mail-fixed-form = We have received your answers ({ $form }), and your place is confirmed.
mail-fixed-calendar =
    All days as a file for your calendar (ICS):
    { $link }
call-paper-to-stamp = To be signed, stamped and handed in
