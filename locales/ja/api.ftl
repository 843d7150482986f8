# プログラムを書く人に API が返すことば。

error-unauthorised-title = 認証が必要です
error-unauthorised-text = トークン（Authorization: Bearer …）または職員のセッションが必要です。トークンは管理者が「mamori admin token add」で発行します。
error-key-missing-title = Idempotency-Key ヘッダーがありません
error-key-missing-text = 申込みごとに異なる、1～200文字の ASCII 文字列を送ってください。同じ値をもう一度送っても、申込みは二重になりません。
error-not-json-title = 本文を JSON として読み取れません
error-not-json-text = UTF-8 の JSON オブジェクトを1つ送ってください。
error-not-json-type-title = 本文は JSON で送ってください
error-not-json-type-text = ヘッダー「Content-Type: application/json」を付けてください。
error-shape-title = 本文の形が仕様と異なります
error-shape-text = /api/openapi.json をご覧ください。
error-query-title = この検索条件は使えません
error-query-text = 使える条件は /api/openapi.json をご覧ください。
field-error-unknown = この項目はありません
field-error-shape = 文字列、整数、true・false、または文字列の配列で送ってください
field-error-value = 次のいずれかにしてください：{ $value }
field-error-between = { $value } の範囲の整数にしてください
error-same-person-title = 公開は二人目の担当者が行ってください
error-same-person-text = 通知を準備した本人は公開できません。
