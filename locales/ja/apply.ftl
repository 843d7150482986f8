# 申込みの画面: 要件に当てはまらない回答、締切後の下書き、条件付きの質問、押印用の書面、初日の案内。
unmet-title = 参加の要件に当てはまらない回答があります
unmet-lead = ご回答は、募集要項の次の要件を満たしていません。入力の誤りでしたら、回答を直してください。
unmet-open-title = 運営事務局が判断する要件があります
unmet-open-lead = 次の要件は、ご回答だけでは決まりません。運営事務局が事情をうかがって判断します。
unmet-change = 回答を直す
unmet-refer = 次の事業・サービスをご利用いただけます。
unmet-may-send = このまま申し込むこともできます。運営事務局が内容を確認し、参加の可否をお知らせします。
apply-back-to-list = 一覧へ戻る
apply-read-all = 入力した内容を読む
field-required-if = 条件により必須
field-when-answer = 「{ $answer }」
field-when-or = または
field-when-required = { $question }：{ $answers }を選んだ場合は必須です。
field-when-optional = { $question }：{ $answers }を選んだ場合にお答えください。
field-error-email-blank = メールアドレスの途中に空白が入っています。空白を取るか、抜けた文字を入れてください
consent-paper-lead = 書面に押印して提出される場合は、企業名と所在地を記入済みの同意書を印刷し、日付・氏名を記入して押印してください。画像を下からアップロードするか、運営事務局へ郵送してください。
consent-paper = 押印用の同意書を開く（PDF）
return-sent-limit = リンクは、1件の申込みにつき1時間に{ $most }通までです。届かないときは、受付番号とメールアドレスを確かめ、1時間ほどおいてからもう一度お試しください。
return-limit = お使いの回線からの請求が、1時間に受け付ける{ $requests }回に達しました。{ $until }を過ぎてから、もう一度お試しください。
begin-first-day = 第1回
begin-place = 会場
begin-visits = 専門家派遣
begin-hours = { $date } { $from }〜{ $until }
begin-with = { $what }（{ $more }）
status-begins = これからの予定
status-calendar = 全日程をカレンダーに入れる（ICS）
status-asked = ご回答いただくもの
status-next = 次は「{ $step }」です。
status-title-confirmed-form = 「{ $form }」にご回答ください
status-confirmed-lead-form = 「{ $form }」への回答をお送りいただくと、参加確定です。
mail-accepted-form = 参加の意思を受け付けました。続いて「{ $form }」へのご回答をお願いします。回答をもって参加確定となります。
mail-accepted-form-due = 回答の期限: { $due }
mail-fixed-form = 「{ $form }」への回答を受け付け、参加が確定しました。
mail-fixed-calendar =
    全日程をカレンダーに入れるファイル（ICS）:
    { $link }
call-paper-to-stamp = 記名・押印して提出する書面
