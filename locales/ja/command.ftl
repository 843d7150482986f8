# コマンドへの入力が使えないとき
command-no-programme = --programme { $id }: { $folder } にこの事業はありません（あるのは: { $ids }）
command-no-programmes = 事業のフォルダー { $folder } を読み取れません（{ $reason }）。--programmes、MAMORI_PROGRAMMES、または設定のキー programmes で指定してください。
command-no-course = { $count ->
    [0] --course { $id }: { $programme } にコースはありません。このオプションを外してください
   *[other] --course { $id }: { $programme } にこのコースはありません（あるのは: { $ids }）
}
command-applicant-unreadable = --applicant { $file }: ファイルを読み取れません: { $reason }
command-applicant-no-json = --applicant { $file }: JSON として読めません（{ $line } 行 { $column } 文字目）
command-unknown-past = 警告: past_programmes: 「{ $id }」という事業は見当たらず、{ $programme } の判定に影響しません。過去の事業でなければ、つづりを確かめてください。
