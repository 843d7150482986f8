# mamori --help: コマンドとオプションの説明
help-admin = 職員のアカウント、サインイン、プログラム用のトークン
help-admin-sessions = サインインの終了
help-admin-sessions-end = その人のサインインとトークンをすべて終了します
help-admin-staff = アカウント（だれが、どの役割でサインインできるか）
help-admin-staff-add = アカウントを作ります。確認コードは最初のサインインで設定します
help-admin-staff-add--email = サインインに使うメールアドレス
help-admin-staff-disable = アカウントを停止します。すべてのサインインが終わり、名前は監査ログに残ります
help-admin-staff-enable = 停止したアカウントを使えるようにします
help-admin-staff-list = アカウントの一覧を表示します
help-admin-staff-reset-password = 新しいパスワードにし、すべてのサインインを終了します
help-admin-staff-reset-second-factor = 確認コードの設定を消します（電話をなくしたときなど）。次のサインインで設定し直します
help-admin-staff-role = その人の役割を、ここで指定したものに置き換えます
help-admin-token = 職員に代わって API を使うプログラムのトークン
help-admin-token-add = トークンを作ります。その人と同じことができます。表示は一度だけです
help-admin-token-end = トークンを終了します
help-admin-token-end--id = 一覧にあるトークンの ID
help-admin-token-list = 使えるトークンの一覧を表示します
help-audit = 監査ログ
help-audit-verify = ハッシュの連鎖を計算し直します。合わないときは最初に壊れている記録を示し、終了コード 1 を返します
help-backup =
    すべての表を、SQLite にも PostgreSQL にも戻せる1つのアーカイブ（バックアップ）に書き出します

    動かしたまま、ある一時点の状態を取ります。個人情報が入るため、暗号化して別の場所に保管してください。事業のフォルダー、設定、鍵は入りません。ファイルとして控えてください。
help-backup--out = 書き出す新しいファイル（ZIP）
help-calendar = 営業日と祝日
help-calendar-add = 事業の運営事務局の暦で、ある日から数えた営業日を求めます
help-calendar-add--from = 数え始める日（YYYY-MM-DD）。この日の後の最初の営業日を1日目とします
help-calendar-add--programme = 休業日を数える事業の ID
help-calendar-holidays = ある年の国民の祝日を、1行に1日ずつ（日付、タブ、名前）表示します
help-config = 設定
help-config-check = 設定ファイル、環境変数、鍵のファイルを確かめます。正しければ「ok」を、誤りがあれば「キー = 値: 直し方（場所）」を1行ずつ表示して終了コード 1 を返します
help-demo = 独自の時計と独自のデータで動く、実際に近いデモを始めます
help-doctor =
    Mamori の土台をすべて調べ、1行ずつ ok、warn、fail と直し方を表示します。fail があれば終了コード 1 を返します

    サービスと同じユーザーで実行してください。そのユーザーに読み書きできるかどうかを調べます。
help-draw = 抽選の操作と、公表された抽選の検証
help-draw-bundle = だれでも検証できる公開の記録を書き出します
help-draw-charter = 名簿を確定する前に、規約に署名して公開します。主催者の鍵がなければ作ります
help-draw-freeze = 規約の確定日時から抽選日時までの間に、名簿を確定します。名簿に載った全員に知らせます
help-draw-receipt = 1社の受付票を書き出します。持っている人には、名簿のどの行がその会社かが分かります
help-draw-run = 乱数を取り込み、順位と席を計算します
help-draw-status = 抽選がどこまで進み、何が足りないかを表示します
help-draw-verify =
    公表された記録を、データベースも設定もネットワークも使わずに検証します

    終了コード 0: すべての段階が正しい。1: 正しくない段階がある（charter、signature、entries、beacon、ranking、seats、log、receipt のどれかを示します）。2: ファイルを読み取れない。
help-eligibility = 応募資格
help-eligibility-check = 判定の結果を JSON で表示します。結果にかかわらず終了コード 0、入力が使えなければ 2 を返します
help-help = このヘルプ、または指定したコマンドのヘルプを表示します
help-mamori = 中小企業のサイバーセキュリティ支援事業を、募集の公表から参加企業の確定まで動かします
help-migrate = データベースをこの版のスキーマにします
help-option-applicant = 申込者の JSON ファイル
help-option-applicants = 送る申込みの数
help-option-beacon = beacon.json、乱数サーバーの応答そのままの JSON、または公開の場で引いた玉の記録
help-option-bundle = 主催者が公表した記録（ZIP）
help-option-business-days = 営業日の数
help-option-check = いまあるものと比べるだけにします。違いがあれば終了コード 1 を返します
help-option-config = 設定ファイル。指定しなければ、いまのフォルダーの mamori.toml（あれば）
help-option-course = 希望するコースの ID
help-option-collect = ここで機器のログを TLS の syslog で受け取ります（証明書は事務局の画面で発行）
help-option-data = デモのデータを置くフォルダー。なければ作ります
help-option-database = sqlite:パス または postgres://ユーザー@ホスト/名前。空か、migrate しただけのもの。模擬実施の結果が残ります。指定しなければ使い捨ての SQLite
help-option-days = 終わるまでの日数（365 まで）
help-option-dir = 事業のフォルダー［既定: --programmes］
help-option-dry-run = 適用するものを一覧するだけにします
help-option-email = その人のメールアドレス
help-option-empty = 会社のない状態で始めます。最初の申込みから試せます
help-option-fiscal-year = 新しい事業の年度。令和7年度は 2025
help-option-folder = 事業のフォルダー、または1つの事業のフォルダー［既定: --programmes］
help-option-fonts = フォントを探すフォルダー。システムのものより先に探します。何度でも指定できます
help-option-format = 結果の形（text または json）
help-option-help = ヘルプを表示します
help-option-label = 何に使うか
help-option-lang = 表示の言語（ja または en）［既定: LC_ALL、LC_MESSAGES、LANG の言語、なければ ja］
help-option-listen = アドレスとポート
help-option-name = 同僚に表示する名前
help-option-number = 受付番号（R00001 など）
help-option-out = 書き出す新しいファイル
help-option-password-stdin = パスワードを自動で作らず、標準入力の1行目から読みます
help-option-programme = 事業の ID
help-option-programmes = 事業ごとのフォルダーが入ったフォルダー
help-option-receipt = 申込者の受付票（JSON）。名簿にあるか、いまどの位置かを確かめます
help-option-role = 役割（secretariat、approver、organiser、administrator）。複数はコンマで区切ります
help-option-seed = 乱数の種。同じ種なら同じ結果になります
help-option-signature = 乱数の署名（16進数96桁）
help-option-to = 作るもの（pdf または html）
help-option-verify = 復元せずにアーカイブを確かめます（形式、版、すべての表の行と SHA-256）
help-option-version = 版を表示します
help-option-year = 年
help-programme = 事業の定義（検査、新しい事業の作成、JSON スキーマの書き出し）
help-programme-check = すべての事業の誤りを、ファイル・行・文字位置とともに表示します。誤りがあれば終了コード 1 を返します
help-programme-new = 事業を新しい年度に写します。日付をずらし、人が確かめる箇所をすべて書き出します
help-programme-new--from = 写す元の事業の ID
help-programme-new--id = 新しい事業の ID（フォルダーの名前）
help-programme-render = 募集要項を PDF または HTML で作ります
help-programme-render--id = 事業の ID
help-programme-render--lang = 文書の言語（ja または en）
help-programme-render--out = 書き出すファイル。「-」なら標準出力
help-programme-schema = エディター用の JSON スキーマを書き出すか、最新かどうかを確かめます
help-restore =
    アーカイブを空のデータベースに戻します

    すべて戻すか、何も戻さないかのどちらかです。マイグレーション、行、SHA-256、監査ログの連鎖を1つの処理で確かめます。もう一方の種類のデータベースや、古い版で取ったものでも構いません。事業のフォルダー、設定、鍵は入っていません。先にファイルとして戻してください。
help-restore--from = アーカイブ
help-serve = ページと API を提供し、順番待ちの処理をします
help-simulate =
    時計を進めながら事業の全体を数秒で実施し、約束がすべて守られたかを確かめます

    申込み（正しいもの、誤り、二重、遅れ）、事務局の連絡、抽選、回答、期限切れ、繰上げ、同意書まで、ページと同じ操作で行います。同じ種なら同じ数字になります。すべて守られれば終了コード 0、破れれば 1、実施できなければ 2 を返します。
help-worker = 順番待ちの処理（メール、期限切れ、後片付け）だけをします。PostgreSQL のサーバーと並べる専用のマシン向けです
help-collect = 機器のログを受け取ってレイクに収めます（UDP・TCP・TLS・RELP、設定のとおり）
help-heading-usage = 使い方
help-heading-commands = コマンド
help-heading-arguments = 引数
help-heading-options = オプション
help-rules = 機器のログから検知するためのルール
help-rules-check = ルールの誤りを、ファイル、行、桁とともにすべて示します。あれば終了コード 1 を返します
help-rules-check--folder = ルールのフォルダー、または1つのファイル［既定: --rules］
help-rules-check--format = 結果の表し方: text（人が読む行）、json（プログラム用）
help-rules-test = ログのファイルをルールに当て、見つかったものを表示します
help-rules-test--file = ログのファイル（1行に1件）
help-rules-test--format = 行の形式［既定: 自動で判別］
help-rules-test--json = 人が読む行の代わりに JSON で表示します
help-option-rules = 同梱のルールと mapping.yml のフォルダー
help-option-mapping = フィールドの対応を書いたファイル［既定: ルールと同じか上のフォルダー、なければ --rules の mapping.yml］
help-catalogue = 作業台のカタログ（設問、対策、脅威、管理策、書類のひな形）
help-catalogue-check = すべてのカタログの誤りを報告します：読めないもの、足りないもの、存在しないものを指しているもの。誤りがあれば終了コード1です。
help-option-catalogues = カタログのフォルダー［既定：プログラムに入っているもの］
help-workbench = 作業台の計算（診断の点数、リスク）
help-workbench-score = 自社診断を採点します：すべての回答の点数と、25問がそろったときの段階
help-workbench-score--file = 回答のJSON：{"{"}"answers": {"{"}"1": "yes" | "partly" | "no" | "unknown", …{"}"}{"}"}。- は標準入力
help-workbench-score--format = 結果の形
help-workbench-risk = リスクを計算します
help-workbench-risk--method = 計算のしかた：ipa4（重要度×起こりやすさ）、product（重要度×脅威×脆弱性）、tokyo4（価値×脅威×脆弱性×発生可能性を、許容値と比べる）
help-workbench-risk--importance = 情報資産の重要度、1～3（ipa4とproduct）
help-workbench-risk--value = 情報資産の価値、1～3（tokyo4）
help-workbench-risk--threat = 脅威：3 いつ起きてもおかしくない、2 年に数回、1 ふつうは起きない
help-workbench-risk--vulnerability = 脆弱性：3 ほとんど対策なし、2 一部、1 すべて対策済み
help-workbench-risk--probability = 発生可能性、1～3（tokyo4）
help-workbench-risk--tolerance = 会社が許容するリスクの上限、1～81（tokyo4）
help-workbench-risk--format = 結果の形
