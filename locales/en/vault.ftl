# mamori vault …
help-vault = Keys under which what companies confide is sealed
help-vault-status = List companies with their keys and how old they are; exit with 1 if one does not open under the present master key
help-vault-status--format = How the result is printed
help-vault-rotate = Give a company a new key: it seals from now on, what was sealed before still opens
help-vault-rotate--company = Id of the company, as the list and the desk show it
help-vault-rotate--all = All companies that have a key
help-vault-rewrap =
    Wrap the keys of all companies under a new master key, all of them or none

    Stop the service before. Afterwards the file of the new key belongs into the configuration as keys.vault: keys.master stays, because second factors and receipts stand on it. What is sealed does not change.
help-vault-rewrap--new = File of the new master key: 64 hexadecimal digits, as `openssl rand -hex 32` makes them
help-vault-destroy =
    Destroy a company's keys: nothing that it confided opens again, for ever

    What was asked for at the desk is released by it. Otherwise a reason is needed, and the certificate says that one person did both. Backups from before hold the keys until they are erased.
help-vault-destroy--company = Id of the company, as the list and the desk show it
help-vault-destroy--reason = Why: whose wish it is and how it was received. Not needed for what was asked for at the desk
help-vault-destroy--by = Who does it, as the certificate names them
help-vault-destroy--out = New file for the certificate (JSON); its SHA-256 also stands in the audit log
help-vault-destroy--yes = Do not ask for the company's id to be typed again

vault-nothing = no company has confided anything: there are no keys
vault-forgotten = (no longer in the records)
vault-active = key { $generation } of { $made }, { $days } days old
vault-none = no key seals
vault-retired = earlier keys that open: { $count }
vault-gone = destroyed: { $count }
vault-waiting = destruction asked for at the desk
vault-does-not-open = DOES NOT OPEN under the present master key: check keys.vault and keys.master
vault-no-key = { $company } has no key: nothing of it was ever sealed, or everything is destroyed. `mamori vault status` lists those that have one
vault-rotated = { $company }: key { $generation } seals from now on
vault-same-key = --new { $file }: this is the key that wraps already
vault-rewrapped = wrapped anew: { $keys } keys of companies, { $notes } notes of the support centre
vault-name = Now put keys.vault = "{ $file }" into the configuration and start the service; keys.master stays as it is
vault-replace = Now put { $file } into the configuration as keys.vault in the place of the former one, and start the service
vault-other-master = a company's key does not open under the present master key; nothing was changed. Check keys.vault and keys.master: was it wrapped anew already?
vault-reason = --reason: say why, whose wish it is and how it was received; nobody has asked for it at the desk
vault-by-whom = --by: name who does it; the certificate says so
vault-confirm = Everything that { $name } confided becomes unreadable for ever. Type the company's id { $company } to go on:
vault-not-confirmed = that is not the company's id; nothing was destroyed. For a script there is --yes
vault-destroyed = destroyed: { $keys } keys of { $company }; certificate in { $file }, SHA-256 { $fingerprint }
