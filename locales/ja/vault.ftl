# mamori vault …
help-vault = 企業から預かった内容を封じる鍵
help-vault-status = 企業ごとの鍵と、作ってからの日数を一覧にします。いまのマスター鍵で開かないものがあれば終了コード 1 を返します
help-vault-status--format = 結果の表し方
help-vault-rotate = 企業の鍵を新しくします。これからは新しい鍵で封じ、前に封じたものもそのまま開きます
help-vault-rotate--company = 企業の ID（一覧と事務局の画面にあるもの）
help-vault-rotate--all = 鍵のあるすべての企業
help-vault-rewrap =
    すべての企業の鍵を、新しいマスター鍵で包み直します。全部できるか、何も変わらないかのどちらかです

    先にサービスを止めてください。済んだら、新しい鍵のファイルを設定の keys.vault に書きます。二要素認証と受付票に使うので、keys.master はそのまま残します。封じた内容は変わりません。
help-vault-rewrap--new = 新しいマスター鍵のファイル。`openssl rand -hex 32` で作る 64 桁の 16 進数
help-vault-destroy =
    企業の鍵を破棄します。その企業から預かった内容は、二度と開けません

    事務局の画面で依頼されている破棄は、これで実行されます。依頼がなければ理由が必要で、一人で行ったことが証明書に残ります。破棄の前に取ったバックアップには、消すまで鍵が残ります。
help-vault-destroy--company = 企業の ID（一覧と事務局の画面にあるもの）
help-vault-destroy--reason = 理由。だれの希望で、どう受け付けたか。事務局の画面で依頼済みなら要りません
help-vault-destroy--by = 実行する人の名前。証明書に載ります
help-vault-destroy--out = 証明書を書く新しいファイル（JSON）。その SHA-256 は監査ログにも残ります
help-vault-destroy--yes = 企業の ID をもう一度入力するよう求めません

vault-nothing = 預かった内容はまだなく、鍵もありません
vault-forgotten = （記録から消えた企業）
vault-active = 第{ $generation }世代の鍵（{ $made } 作成、{ $days } 日）
vault-none = 封じる鍵なし
vault-retired = 開くだけの前の鍵: { $count }
vault-gone = 破棄済み: { $count }
vault-waiting = 破棄の依頼あり
vault-does-not-open = いまのマスター鍵では開きません。keys.vault と keys.master を確かめてください
vault-no-key = { $company } の鍵はありません。何も封じていないか、すべて破棄されています。鍵のある企業は `mamori vault status` で分かります
vault-rotated = { $company }: これからは第{ $generation }世代の鍵で封じます
vault-same-key = --new { $file }: いま使っている鍵と同じです
vault-rewrapped = 包み直しました: 企業の鍵 { $keys } 個、サポートセンターの引き継ぎ { $notes } 件
vault-name = 設定に keys.vault = "{ $file }" と書いてから、サービスを始めてください。keys.master はそのまま残します
vault-replace = 設定の keys.vault を { $file } に書き換えてから、サービスを始めてください
vault-other-master = いまのマスター鍵では開かない鍵があるので、何も変えませんでした。keys.vault と keys.master を確かめてください。もう包み直してありませんか
vault-reason = --reason: 理由を書いてください。だれの希望で、どう受け付けたか。事務局の画面での依頼はありません
vault-by-whom = --by: 実行する人の名前を書いてください。証明書に載ります
vault-confirm = { $name } から預かった内容は、すべて二度と読めなくなります。続けるには企業の ID { $company } を入力してください:
vault-not-confirmed = 企業の ID と違うので、何も破棄しませんでした。スクリプトでは --yes を使ってください
vault-destroyed = 破棄しました: { $company } の鍵 { $keys } 個。証明書は { $file }、SHA-256 は { $fingerprint } です
