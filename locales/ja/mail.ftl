mail-greeting = { $company }
    { $participant } 様
mail-sign =
    ──────────
    { $office }
    電話 { $telephone }　受付 { $hours }
    { $url }
mail-number = 受付番号: { $number }
mail-status-link = 申込みの状況は、次のページから確かめられます（受付番号とメールアドレスで専用リンクをお送りします）。
    { $link }

mail-receipt-subject = 【{ $programme }】申込みを受け付けました（{ $number }）
mail-receipt-body =
    { $programme }にお申し込みいただき、ありがとうございます。
    { $at } にフォームを受け付けました。
mail-receipt-contact = 運営事務局から { $due } までにご連絡し、セキュリティの状況を確かめ、参加に当たっての決まりをご説明します。その内容をご了解いただいた後に申込完了となります。フォームの送信だけでは、申込みは完了していません。
mail-receipt-lottery = この時点では、事業への参加は確定していません。結果は、抽選の有無にかかわらず、お申し込みいただいた皆様全員にメールでお知らせします。
mail-receipt-draw = 抽選は公開の手順で行い、申し込んだ方は誰でも後から確かめられます。

mail-offer-subject = 【{ $programme }】参加対象に決まりました（{ $number }）
mail-offer-lifted = 参加枠に空きが出たため、補欠から繰り上げになりました。
mail-offer-body = { $programme }の参加対象に決まりました。
mail-offer-course = ご参加いただくコース: { $course }
mail-offer-course-other = お申し込みのときは「{ $wanted }」をご希望でしたが、セキュリティの環境を確かめた結果、上のコースをご案内します。
mail-offer-due = 参加の意思を { $due } までにお知らせください。期限を過ぎますと、参加枠は補欠の企業へ移ります。
mail-offer-due-days = 参加の意思を、この通知の発送から { $days } 営業日以内にお知らせください（発送の時に期限の日付が入ります）。期限を過ぎますと、参加枠は補欠の企業へ移ります。
mail-where =
    申込みの状況の確認、回答、書類の提出は、次のページから受付番号とメールアドレスでお進みください。
    { $link }
mail-offer-open = 参加の意思をお知らせください。
mail-offer-documents = 続いて、次の書類をお願いします。提出をもって参加確定となります。

mail-waiting-subject = 【{ $programme }】抽選の結果（{ $number }）
mail-waiting-body = 厳正な抽選の結果、今回は補欠となりました。補欠の順番は { $position } 番目です。辞退があった場合に、順番に繰り上げてご連絡します。
mail-thanks = このたびは{ $programme }にお申し込みいただき、ありがとうございます。
mail-not-drawn-sorry = ご期待に沿えず申し訳ございません。ご連絡が行き違いとなっていた場合や、ご不明な点は、運営事務局までお問い合わせください。
ending-not-complete-in-time = 抽選の名簿を確定する時までに、運営事務局による確認が済まなかったため、今回の抽選の対象となりませんでした。
mail-verify = 抽選が公正に行われたことを、次のページでご自分で確かめられます。
    { $link }

mail-accepted-subject = 【{ $programme }】参加の意思を受け付けました（{ $number }）
mail-accepted-body = 参加の意思を受け付けました。次の書類をお願いします。提出をもって参加確定となります。
mail-declined-subject = 【{ $programme }】辞退を受け付けました（{ $number }）
mail-declined-body = 辞退を受け付けました。またの機会をお待ちしております。
mail-lapsed-subject = 【{ $programme }】回答の期限が過ぎました（{ $number }）
mail-lapsed-body = 期限までにお返事をいただけなかったため、参加枠は補欠の企業へ移りました。ご事情がある場合は運営事務局までご連絡ください。
mail-fixed-subject = 【{ $programme }】参加が確定しました（{ $number }）
mail-fixed-body = 必要な書類がすべてそろい、参加が確定しました。
mail-scan-returned-subject = 【{ $programme }】書類をもう一度ご提出ください（{ $number }）
mail-scan-returned-body = お送りいただいた { $title }（{ $part }）を確認しましたが、次の理由でお受けできませんでした。
mail-scan-returned-again = お手数ですが、もう一度ご提出ください。氏名を入力して署名することもできます。
mail-part-company = 企業同意部分
mail-part-participant = 参加者同意部分

mail-refused-subject = 【{ $programme }】申込みについて（{ $number }）
mail-refused-body = 誠に申し訳ございませんが、今回はご参加いただけないこととなりました。
mail-excluded-subject = 【{ $programme }】参加対象外の決定について（{ $number }）
mail-excluded-body = 参加対象外とすることに決まりました。
mail-withdrawn-subject = 【{ $programme }】申込みの取下げについて（{ $number }）
mail-withdrawn-body = 申込みを取り下げました。
mail-reason = 理由: { $reason }
mail-refer = 次の事業もご利用いただけます。

mail-link-subject = 【{ $programme }】申込みの状況を見るリンク
mail-link-body =
    次のリンクから申込みの状況をご覧いただけます。リンクは一度だけ、{ $until } まで使えます。

    { $link }

    心当たりのない場合は、このメールを破棄してください。

mail-frozen-subject = 【{ $programme }】抽選の名簿を確定しました（{ $number }）
mail-frozen-body =
    抽選の対象となる名簿を確定し、公開しました。あなたの申込みは { $line } 行目です。
    名簿のハッシュ値: { $hash }
    あなたのラベル: { $label }
    抽選は { $draw } に行います。

mail-briefing-subject = 【{ $programme }】説明会の申込みを受け付けました
mail-briefing-cancel =
    ご都合が悪くなったときは、次のページで取り消せます。
    { $link }
mail-briefing-cancelled-subject = 【{ $programme }】説明会の申込みを取り消しました
mail-briefing-cancelled-body =
    { $name } 様

    { $hours } の説明会（{ $mode }）の申込みを取り消しました。

    お問い合わせ: { $office }（{ $telephone }）
mail-briefing-body =
    { $name } 様

    { $hours } の説明会（{ $mode }）の申込みを受け付けました。

    お問い合わせ: { $office }（{ $telephone }）
mail-briefing-online = オンラインの参加用URLは、開催の前日までにこのメールアドレスにお送りします。
