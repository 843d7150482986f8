sign-in-title = 運営事務局のサインイン
sign-in-lead = 運営事務局・承認者・主催者・管理者の方の入口です。
sign-in-email = メールアドレス
sign-in-password = パスワード
sign-in-code = 確認コード
sign-in-code-hint = 認証アプリに表示される6桁の数字
sign-in-enter = サインイン
sign-in-pause = 何度もまちがえたため、しばらくサインインできません。{ $minutes }分ほど待ってから、もう一度お試しください
sign-in-wrong = メールアドレス、パスワード、確認コードのいずれかがちがいます。何度もまちがえると、しばらくサインインできません

second-factor-title = 認証アプリの設定
second-factor-lead = サインインには、パスワードのほかに認証アプリの確認コードが必要です。はじめに一度だけ設定します。
second-factor-key = 認証アプリに新しいアカウントを追加し、次のキーを入力してください。
second-factor-open = この端末の認証アプリで開く
second-factor-confirm = コードを確認してサインイン
second-factor-wrong = 確認コードがちがいます。認証アプリに今表示されている6桁の数字を入力してください
recovery-codes-title = 予備コードを保管してください
recovery-codes-lead = 認証アプリが使えないときに、確認コードの代わりに1つずつ1回だけ使えます。この画面は一度しか表示されません。印刷するか書き写して、安全な場所に保管してください。
recovery-codes-go-on = 保管したので進む

mails-range = 全{ $total }通のうち{ $from }～{ $to }通目（新しい順）
mails-search-to = 宛先
mails-search-subject = 件名
mails-search = 探す
mails-search-clear = 条件を消す
mails-none-found = 条件に合うメールはありません
