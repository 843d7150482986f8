mail-greeting = Dear { $participant },
    { $company }
mail-sign =
    ----------
    { $office }
    Telephone { $telephone }, { $hours }
    { $url }
mail-number = Receipt number: { $number }
mail-status-link = You can see where your application stands here (we send you a personal link for your receipt number and mail address):
    { $link }

mail-receipt-subject = [{ $programme }] Your application has arrived ({ $number })
mail-receipt-body =
    Thank you for applying to { $programme }.
    Your form arrived on { $at }.
mail-receipt-contact = The secretariat will contact you by { $due }, ask about your security measures and explain the rules of taking part. Your application is complete once you have agreed to them; sending the form alone does not complete it.
mail-receipt-lottery = Your place is not confirmed yet. Everyone who applied is told the result by mail, whether or not there is a draw.
mail-receipt-draw = The draw follows a published procedure, and everyone who applied can check it afterwards.

mail-offer-subject = [{ $programme }] You have been selected ({ $number })
mail-offer-lifted = A place has fallen free, and you have been lifted from the waiting list.
mail-offer-body = You have been selected for { $programme }.
mail-offer-course = Your course: { $course }
mail-offer-course-other = You had asked for “{ $wanted }”. Having looked at your security environment, we offer you the course named above.
mail-offer-due = Please tell us by { $due } whether you take part. After that, the place goes to the next company.
mail-offer-due-days = Please tell us within { $days } business days of this notice whether you take part (the date is filled in when it is sent). After that the place goes to the next company.
mail-where =
    To see where your application stands, to answer and to send documents, go on with your receipt number and mail address at
    { $link }
mail-offer-open = Please tell us whether you take part.
mail-offer-documents = The next step is the documents below. Your place is confirmed when they have arrived.

mail-waiting-subject = [{ $programme }] Result of the draw ({ $number })
mail-waiting-body = In the draw you were placed on the waiting list, at position { $position }. When a company declines, the next one on the list is offered its place.
mail-thanks = Thank you for applying for { $programme }.
mail-not-drawn-sorry = We are sorry that we cannot offer you a place this time. If we missed each other, or if you have questions, please contact the secretariat.
ending-not-complete-in-time = The secretariat’s check was not finished when the list for the draw was fixed, so your application was not part of the draw.
mail-verify = You can check for yourself that the draw was fair:
    { $link }

mail-accepted-subject = [{ $programme }] You take part ({ $number })
mail-accepted-body = We have noted that you take part. Please send the documents below; your place is confirmed when they have arrived.
mail-declined-subject = [{ $programme }] You have declined ({ $number })
mail-declined-body = We have noted that you decline. We hope to see you another time.
mail-lapsed-subject = [{ $programme }] The time for your answer is over ({ $number })
mail-lapsed-body = As we had no answer in time, the place has gone to the next company. If something prevented you from answering, please contact the secretariat.
mail-fixed-subject = [{ $programme }] Your place is confirmed ({ $number })
mail-fixed-body = All documents have arrived and your place is confirmed.
mail-scan-returned-subject = [{ $programme }] Please hand in a document again ({ $number })
mail-scan-returned-body = We looked at the { $title } ({ $part }) that you sent and could not accept it for the following reason.
mail-scan-returned-again = Please hand it in again. You may also sign by typing your name.
mail-part-company = company part
mail-part-participant = participant part

mail-refused-subject = [{ $programme }] About your application ({ $number })
mail-refused-body = We are sorry to tell you that you cannot take part this time.
mail-excluded-subject = [{ $programme }] Your application has been excluded ({ $number })
mail-excluded-body = It has been decided that your company cannot take part.
mail-withdrawn-subject = [{ $programme }] Your application has been withdrawn ({ $number })
mail-withdrawn-body = The application has been withdrawn.
mail-reason = Reason: { $reason }
mail-refer = You may be interested in these programmes:

mail-link-subject = [{ $programme }] Link to your application
mail-link-body =
    This link shows where your application stands. It works once, until { $until }.

    { $link }

    If you did not ask for it, please delete this mail.

mail-frozen-subject = [{ $programme }] The list for the draw is final ({ $number })
mail-frozen-body =
    The list of entries for the draw is final and published. Yours is line { $line }.
    Hash of the list: { $hash }
    Your label: { $label }
    The draw takes place on { $draw }.

mail-briefing-subject = [{ $programme }] You are registered for a briefing
mail-briefing-cancel =
    If you cannot come, please cancel on this page:
    { $link }
mail-briefing-cancelled-subject = [{ $programme }] Your place at the briefing is cancelled
mail-briefing-cancelled-body =
    Dear { $name },

    Your registration for the briefing on { $hours } ({ $mode }) is cancelled.

    Questions: { $office } ({ $telephone })
mail-briefing-body =
    Dear { $name },

    You are registered for the briefing on { $hours } ({ $mode }).

    Questions: { $office } ({ $telephone })
mail-briefing-online = The address for joining on line will be sent to this mail address by the day before.
