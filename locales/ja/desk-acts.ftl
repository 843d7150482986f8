release-confirm = 結果の通知を送りますか
release-mails = 送るメール
release-companies = 届く会社
release-effect-selected = 当選の { $number } 通: 席が割り当てられ、回答の期限が始まります。
release-effect-waiting = 補欠の { $number } 通: 補欠になり、順位が申込者のページに出ます。
release-effect-not-drawn = 抽選の対象外の { $number } 通: お断りになり、申込みは終わります。
release-effect-final = 送ったメールは取り消せません。通知を破棄したり、結果を差し替えたりすることもできなくなります。

correct-unchanged = 変わったところがありません。訂正する欄を直してから送ってください。何も保存していません。
error-unchanged-title = 変わったところがありません
error-unchanged-text = 前と同じ内容のため、何も保存していません。

forgotten-company = 消去済み
forgotten-participant = 保存期間（参加した会社は事業年度のあと5年）が { $date } に終わったため、会社や人がわかる内容を消しました。この申込みは変更できません。
forgotten-other = 保存期間（参加しなかった会社は事業年度のあと1年）が { $date } に終わったため、会社や人がわかる内容を消しました。この申込みは変更できません。
forgotten-kept = 残っているのは、統計と抽選の検証に要るもの（受付番号・受付日時・都道府県・業種・資本金・従業員数・コース・枠・対象の確認・状態・順位）と、だれがいつ操作したかの記録だけです。

import-file-empty = ファイルの中身が空です。下の例のように、1行目に見出し、2行目から記録を書いてください。
import-file-one-column = 列が1つしかありません。下の例のように、項目をコンマ（,）で区切るか、Excel（.xlsx）のまま送ってください。
import-sample = CSV の例
import-sample-lines = 受付番号,日時,方法,結果,メモ
    R00001,2025-06-24 14:30,電話,不在,呼出音のみ

scans-applied = 申込みの記載
scans-differs = 申込みの記載と違うため、確認が要ります。会社に確かめ、申込みが誤りなら申込内容を訂正してから受理してください。

out-of-order-its-time-of-keeping-is-over = 保存期間が終わっています
