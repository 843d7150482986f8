# Personal data, accessibility, site policy
nav-site-policy = Site policy
policy-privacy-lead = The personal data you entrust to us is used only within the programme you apply for.
policy-accessibility-lead = Everybody should be able to apply and confirm on this site, whatever their age, disability or device.
policy-site-lead = Rules that let you use this site without worry.

privacy-1-title = What we hold
privacy-1-text =
    From your application to the end of the support we hold the following.
    ・Application: what you enter in the form, such as company name, address, industry, capital, number of employees, names of the representative and the participant, mail address, telephone number and the state of your security
    ・Registration for a briefing: company, name, mail address, way of taking part
    ・Records of our contacts with you
    ・Signatures of consents: name, time, network address, hash of the document signed, or the scan of the stamped document
    ・Answers to questionnaires and surveys
privacy-2-title = What it is used for
privacy-2-text =
    Only for this programme: to check whether you qualify, to contact you, to select participants, to provide the support, and to respond to accidents.
    Tokyo may write to the address you gave about its measures for small and medium-sized companies and about this programme.
privacy-3-title = Tokyo and the secretariat
privacy-3-text = The secretariat receives and checks applications, and Tokyo approves them. They therefore use the data together.
privacy-4-title = Outsourcing
privacy-4-text = As far as the purpose needs it, handling of personal data may be outsourced: only to companies or persons whose protection of personal data the secretariat judges equal to or better than its own, and only within the purpose.
privacy-5-title = Third parties and publication
privacy-5-text =
    Apart from outsourcing, no data is given to third parties.
    Data and survey results from the support go into the report on results. Tokyo may publish results of the programme anonymously.
    The list and the result of a draw are public so that anybody can check them. They hold no company names, only a label for each application; only who has the receipt knows which label is theirs.
privacy-6-title = How long it is kept
privacy-6-text =
    What is no longer needed is erased. The following goes by itself.
    ・Entries that were never sent: 30 days after the window closed
    ・Registrations for briefings: 3 months after the last briefing
    ・Copies of mails sent: 1 year
    Signed consents and records of the draw are kept as evidence of what was agreed.
privacy-7-title = What is kept on your device (cookies)
privacy-7-text = Only what lets you continue your entries and keeps the status of your application open. Nothing follows what you read, nothing serves advertising, and no outside service is loaded.
privacy-8-title = Security
privacy-8-text = Staff can do only what their role needs, and who saw and changed what is on record. The link that opens the status of your application works once, for 60 minutes.
privacy-9-title = Seeing, correcting and erasing your data
privacy-9-text = To see, correct, erase or stop the use of your data, contact the secretariat of the programme you applied for. We act after making sure that it is you.

accessibility-1-title = Standard and level aimed at
accessibility-1-text =
    We aim to conform to level AA of the Japanese Industrial Standard JIS X 8341-3:2016, Guidelines for older persons and persons with disabilities: information and communications equipment, software and services, part 3: web content.
    We also meet the level AA criteria added by WCAG 2.2, such as focus that is not hidden, alternatives to dragging, and the size of targets.
accessibility-2-title = Scope
accessibility-2-text = All pages of this site and the PDFs it makes. What stands in the PDF of a call can also be read as a page. Documents you upload and other sites we link to are not included.
accessibility-3-title = How it is tested
accessibility-3-text =
    Each time the program is changed, the pages from application to confirmation are tested in Japanese and English.
    ・axe-core with every rule of WCAG 2.0, 2.1 and 2.2, levels A and AA, none left out, at widths of 375 and 1280 pixels
    ・At 320 pixels, which is a screen at 400 %, nothing needs sideways scrolling
    ・An application can be completed with the keyboard alone, and it is always visible where one is
    ・The same can be done with JavaScript off
    ・The focus moves to the list of mistakes, and nothing typed is lost
accessibility-4-title = Result and degree of conformance
accessibility-4-text =
    The published pages have no failure that automatic tests can find.
    Tests by people of all success criteria according to Annex JB of JIS X 8341-3:2016 are still to come. The degree is therefore “with consideration for level AA” at present. The result will be published here.
accessibility-5-title = Known problems
accessibility-5-text =
    ・The list of a draw has long lines; on a small screen its table scrolls sideways. This can be done by keyboard
    ・Text in the scan of a stamped consent cannot be read aloud. Please sign by typing your name instead
accessibility-6-title = When you need help
accessibility-6-text = Tell the secretariat of the programme you apply for what is hard to use. We help you with the same procedure by telephone or mail.

site-1-title = Who runs it
site-1-text = The secretariats of the programmes run this site to publish Tokyo’s cybersecurity programmes for small and medium-sized companies, to take applications and to tell results.
site-2-title = Accuracy
site-2-text = The pages of a call, the printed call, the form and the deadlines are made from the same data. All times are Japan’s, and windows open and close to the second.
site-3-title = What you need
site-3-text = Any current browser. Every procedure also works with JavaScript off.
site-4-title = Links
site-4-text = You may link to any page. We cannot answer for the contents of other sites that we link to.
site-5-title = Changes
site-5-text = Changes of these rules are announced on this page.
