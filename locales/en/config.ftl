# mamori config check: what is wrong with the configuration, and what to do
config-problem = { $key } = { $value }: { $remedy } ({ $origin })
config-origin-default = the default

# File and environment
config-no-file = there is no such file
config-unreadable = it cannot be read: { $reason }
config-file-encoding = the file is not UTF-8 text; save it as UTF-8
config-variable-encoding = the variable is not UTF-8 text
config-syntax = this line is not TOML: { $reason }
config-quotes = write it in quotes
config-twice = this stands here a second time; keep one of them

# Names of keys
config-unknown = there is no such key; there are: { $keys }
config-unknown-near = there is no such key; did you mean { $near }?
config-elsewhere = there is no such key here; { $near } belongs below the line [{ $section }]
config-elsewhere-top = there is no such key here; { $near } belongs at the top, above the first line in brackets
config-section = this is a section; write its keys below a line [{ $section }]
config-section-variable = this is a section; name one of its keys, as { $example }

# Kinds of values
config-text = write a text, in quotes
config-text-no-list = write one text in quotes, not a list
config-texts = write a list of texts, as ["10.0.0.0/8", "::1/128"]
config-truth = write true or false
config-unquoted = write it without quotes: { $value }
config-number = write a whole number, { $least } or more
config-number-between = write a whole number from { $least } to { $most }
config-choice = write one of these: { $words }
config-choice-near = did you mean { $near }? There are: { $words }

# Values that cannot work
config-listen = write an address and a port, as 127.0.0.1:8600
config-metrics-listen = write an address and a port, as 127.0.0.1:9600, or leave it empty
config-base-url = write scheme and host without a slash at the end, as https://mamori.example.jp
config-base-url-clear = people's data needs https; put a TLS proxy before Mamori and name its address
config-network = write a network, as 10.0.0.0/8 or ::1/128
config-collector-listen = write an address and a port, as 0.0.0.0:6514, or leave it empty
config-collector-tls = name the PEM file: certificate and key belong together; without both the collector makes its own
config-database-url = write sqlite:PATH or postgres://USER@HOST/NAME
config-mail-address = write a mail address
config-mail-capture = mails would never leave; use smtp, or set demo = true
config-mail-clear = mail would cross the network in the clear; use starttls or tls
config-log-filter = write a level, as info, or info,platform=debug
config-programmes = there is no such folder; name the one that holds a folder for each programme

# Files of keys
config-key-missing = there is no such file; put the key back if there is data already, otherwise make one: openssl rand -hex 32 > { $file } (after umask 077)
config-key-itself = name the file that holds the key, never the key itself; what stood here should not be used any more
config-key-folder = this is a folder; name the file that holds the key
config-key-unreadable = the file cannot be read ({ $reason }); run this as the user of the service, and give that user the file
config-key-empty = the file is empty; put back the right one: 64 hexadecimal digits
config-key-length = the file holds { $length } hexadecimal digits; put back the right one: 64 of them, which are 32 bytes
config-key-digits = the file holds something else than a key; put back the right one: 64 characters, hexadecimal digits only (0–9, a–f), no base64
config-key-open = everyone on this machine can do something with the file (mode { $mode }); keep it for its owner: chmod 600 { $file }
