sign-in-title = 運営事務局のサインイン
sign-in-lead = 運営事務局・承認者・主催者・管理者の方の入口です。
sign-in-email = メールアドレス
sign-in-password = パスワード
sign-in-code = 確認コード
sign-in-code-hint = 認証アプリに表示される6桁の数字
sign-in-enter = サインイン
sign-in-wrong = メールアドレス、パスワード、確認コードのいずれかがちがいます。何度もまちがえると、しばらくサインインできません
