# What the programming interface says to people who write programs.

error-unauthorised-title = Sign in first
error-unauthorised-text = This needs a token (Authorization: Bearer …) or a session of staff. An administrator makes tokens with “mamori admin token add”.
error-key-missing-title = The header Idempotency-Key is missing
error-key-missing-text = Send a text of your own with 1 to 200 visible ASCII characters, another one for each application. The same one again never makes a second application.
error-not-json-title = The body cannot be read as JSON
error-not-json-text = Send one JSON object, encoded as UTF-8.
error-not-json-type-title = The body must be JSON
error-not-json-type-text = Send the header “Content-Type: application/json”.
error-shape-title = The body has another shape than described
error-shape-text = See /api/openapi.json.
error-query-title = The query cannot be used
error-query-text = See /api/openapi.json for what can be asked for.
field-error-unknown = There is no such field
field-error-shape = Send a string, a whole number, true, false or a list of strings
field-error-value = One of: { $value }
field-error-between = A whole number within { $value }
error-same-person-title = A second person must release this
error-same-person-text = Whoever prepared the notices cannot release them.
