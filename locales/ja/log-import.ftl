# mamori logs import
help-logs-import =
    機器のログのファイルを、機器が送ったものとしてデータレイクに取り込みます

    集めた行と同じ道を通ります（書き込みログ、機器の記録、データレイク、集計）。行は、その時に機器が置かれていた企業のものになります。同じ内容を二度取り込んでも増えません。途中で切れた取り込みは、続きから始まります。その間、収集プログラムは止めておいてください。最後まで取り込めなかったファイルがあれば、終了コード 1 を返します。
help-logs-import--paths = ファイル（gzip で圧縮したものも可）。フォルダなら、その中のすべて。s3://バケット/接頭辞 のオブジェクトも指定できます（AWS_… の環境変数を使います）
help-logs-import--device = 機器のシリアル番号（在庫の記録のとおり）
help-logs-import--format = 行の形式。`mamori logs parse` と同じ名前［既定: 機器の記録のとおり］
help-logs-import--anyway = ほとんど読み取れないファイルも取り込みます
help-logs-import--received = 行を受け取った時刻。年のない日付や、400 日より古い行のために使います［既定: いま］
logs-import-done = 行: { $lines }（{ $bytes } バイト）、ファイル { $files } 個。{ $skipped } 個は取り込み済みでした
logs-import-days = 日数: { $days }（{ $first } から { $last } まで）
logs-import-late = その日が過ぎてから届いた行: { $lines }
logs-import-skewed = 時計が違っていて、ありえない時刻の行: { $lines }（取り込んだ時刻として数えます）
logs-import-without-time = 時刻のない行: { $lines }（取り込んだ時刻として数えます）
logs-import-nobodys = 機器がどの企業にもなかった時の行: { $lines }（残しますが、どの企業のものにもなりません）
logs-import-other-serial = 機器と違うシリアル番号が書かれた行: { $lines }
logs-import-duplicates = 機器が前に送っていたので除いた行: { $lines }
logs-import-cut = 長すぎて終わりを省いた行（collector.line_bytes）: { $lines }
logs-import-no-line = 除いた空の行: { $lines }
logs-import-progress = { $file }: ここまで { $lines } 行、{ $bytes } バイト
logs-import-known = { $file }: 取り込み済みです。新しい行はありません
logs-import-goes-on = { $file }: はじめの { $bytes } バイトは取り込み済みでした。残りを取り込みました
logs-import-empty = { $path }: ファイルがありません
logs-import-broken = { $file }: 最後まで取り込めませんでした（{ $reason }）。そこまでの行は残してあります。ファイルを直してもう一度取り込むと、続きから始まります
logs-import-foreign = { $file }: { $line } 行目にシリアル番号 { $serial } があります。--device { $device } とは別の機器のものです。この部分は取り込みませんでした
logs-import-no-log = { $file }: 取り込みませんでした。先頭の { $looked } 行のうち、どの形式でも読み取れたのは { $understood } 行です。ログではないようです。ログであれば --format で形式を指定するか、--anyway を付けて取り込んでください
logs-import-locked = { $folder } のデータレイクには収集プログラムが書き込んでいます。`mamori collect`（または `mamori serve`）を止めてから取り込み、また始めてください。TCP、TLS、RELP の送り手はその間待ちます
logs-import-full = データレイクのディスクがいっぱいです。空きを作って同じコマンドをもう一度実行すると、続きから始まります
logs-import-failed = 取り込みを続けられません: { $reason }
audit-action-logs-imported = ログの行を取り込んだ
logs-import-no-rules = これらの行からの検知は行いません: { $reason }
