# mamori config check: 設定の誤りと、その直し方
config-problem = { $key } = { $value }: { $remedy }（{ $origin }）
config-origin-default = 既定値

# ファイルと環境変数
config-no-file = ファイルがありません
config-unreadable = 読み取れません: { $reason }
config-file-encoding = UTF-8 の文字ではありません。UTF-8 で保存してください
config-variable-encoding = 環境変数の値が UTF-8 の文字ではありません
config-syntax = この行は TOML として読めません: { $reason }
config-quotes = 引用符で囲んで書いてください
config-twice = 同じものが二度書かれています。一つだけ残してください

# キーの名前
config-unknown = このキーはありません。使えるのは次のとおりです: { $keys }
config-unknown-near = このキーはありません。{ $near } ではありませんか
config-elsewhere = ここにこのキーはありません。{ $near } は [{ $section }] の行より下に書きます
config-elsewhere-top = ここにこのキーはありません。{ $near } は最初の [ ] の行より上に書きます
config-section = これはセクションです。[{ $section }] の行を書き、その下にキーを書いてください
config-section-variable = これはセクションです。{ $example } のようにキーまで書いてください

# 値の種類
config-text = 文字列を引用符で囲んで書いてください
config-text-no-list = 並びではなく、文字列を一つ、引用符で囲んで書いてください
config-texts = 文字列の並びを ["10.0.0.0/8", "::1/128"] のように書いてください
config-truth = true か false を書いてください
config-unquoted = 引用符を付けずに書いてください: { $value }
config-number = { $least } 以上の整数を書いてください
config-number-between = { $least } から { $most } までの整数を書いてください
config-choice = 次のどれかを書いてください: { $words }
config-choice-near = { $near } ではありませんか。使えるのは次のとおりです: { $words }

# 使えない値
config-listen = アドレスとポートを 127.0.0.1:8600 のように書いてください
config-metrics-listen = アドレスとポートを 127.0.0.1:9600 のように書くか、空にしてください
config-base-url = スキームとホストを、末尾に / を付けずに https://mamori.example.jp のように書いてください
config-base-url-clear = 個人のデータを扱うので https が必要です。TLS のプロキシを前に置き、そのアドレスを書いてください
config-network = ネットワークを 10.0.0.0/8 や ::1/128 のように書いてください
config-collector-listen = アドレスとポートを 0.0.0.0:6514 のように書くか、空にしてください
config-collector-tls = PEM ファイルを指定してください。証明書と鍵は両方必要です。どちらも指定しなければ、自前の認証局の証明書を使います
config-database-url = sqlite:パス か postgres://ユーザー@ホスト/名前 を書いてください
config-mail-address = メールアドレスを書いてください
config-mail-capture = このままではメールが送られません。smtp にするか、demo = true にしてください
config-mail-clear = メールが暗号化されずにネットワークを通ります。starttls か tls にしてください
config-log-filter = info や info,platform=debug のように書いてください
config-programmes = フォルダーがありません。事業ごとのフォルダーを収めたフォルダーを書いてください

# 鍵のファイル
config-key-missing = ファイルがありません。すでにデータがあるなら元の鍵を戻し、なければ作ってください: openssl rand -hex 32 > { $file }（先に umask 077）
config-key-itself = 鍵そのものではなく、鍵を収めたファイルの名前を書いてください。ここに書かれた鍵はもう使わないでください
config-key-folder = これはフォルダーです。鍵を収めたファイルの名前を書いてください
config-key-unreadable = ファイルを読み取れません（{ $reason }）。サービスの利用者として実行し、その利用者が読めるようにしてください
config-key-empty = ファイルが空です。正しい鍵（16進数64桁）を戻してください
config-key-length = ファイルの中身が16進数 { $length } 桁です。正しい鍵（16進数64桁、32バイト）を戻してください
config-key-digits = ファイルの中身が鍵ではありません。正しい鍵（16進数の 0〜9 と a〜f だけで64文字、base64 は使えません）を戻してください
config-key-open = この機械の誰もがファイルを扱えます（モード { $mode }）。所有者だけにしてください: chmod 600 { $file }
