//! The help in English. The Vietnamese is what stands beside the arguments; a test finds what is
//! missing here.

use clap::Command;

/// The whole command line, explained in English.
pub fn translate(command: Command) -> Command {
    let about = command.get_about().map(ToString::to_string);
    let about = about.as_deref().and_then(english);
    let command = match about {
        Some(about) => command.about(about),
        None => command,
    };
    command
        .mut_args(|argument| {
            let help = argument.get_help().map(ToString::to_string);
            match help.as_deref().and_then(english) {
                Some(help) => argument.help(help),
                None => argument,
            }
        })
        .mut_subcommands(translate)
}

/// A text of the help in English.
pub fn english(vietnamese: &str) -> Option<&'static str> {
    ENGLISH
        .iter()
        .find(|(text, _)| *text == vietnamese)
        .map(|(_, english)| *english)
}

const ENGLISH: &[(&str, &str)] = &[
    (
        "Một Cửa trên dòng lệnh: thủ tục, hồ sơ và hộp gửi, không cần cửa sổ",
        "Một Cửa on the command line: procedures, dossiers and the outbox, without a window",
    ),
    (
        "Tài khoản trên cổng: đăng ký, xác nhận, đăng nhập, đăng xuất",
        "The account at the portal: register, confirm, sign in, sign out",
    ),
    (
        "Danh mục thủ tục: tìm và xem, không cần mạng, tài khoản hay khóa",
        "The catalogue of procedures: search and show, without network, account or key",
    ),
    (
        "Hồ sơ: soạn, đính kèm, kiểm tra, xem",
        "Dossiers: prepare, attach, check, show",
    ),
    (
        "Nộp hồ sơ: kiểm tra, chốt nội dung và đưa vào Hộp gửi (không cần mạng)",
        "Submit dossiers: check, freeze and put into the outbox (no network needed)",
    ),
    (
        "Hộp gửi: xem, tạm dừng, gửi tiếp, thử lại, lấy ra",
        "The outbox: list, pause, resume, retry, discard",
    ),
    (
        "Gửi những gì chờ trong Hộp gửi và nhận tin mới từ cổng",
        "Send what waits in the outbox and fetch the portal's news",
    ),
    ("Theo dõi một hồ sơ đã nộp", "Follow a submitted dossier"),
    (
        "Phí, lệ phí: xem danh sách, mở thanh toán, lấy biên lai",
        "Fees: list them, start a payment, get the receipt",
    ),
    (
        "Sao lưu kho dữ liệu (đã mã hóa), hoặc gói lại để chuyển sang máy khác",
        "Back up the (encrypted) store, or pack it for another computer",
    ),
    (
        "Khôi phục từ bản sao lưu; kho đang dùng được cất nguyên vẹn",
        "Restore a backup; the store in use is set aside, whole",
    ),
    (
        "Khóa của kho dữ liệu: các cách mở, mã khôi phục, mật khẩu kho",
        "The store's key: ways to open it, recovery code, passphrase",
    ),
    (
        "Thư mục dữ liệu; không có thì dùng thư mục của cửa sổ Một Cửa",
        "Data folder; without it the one of the window",
    ),
    (
        "Địa chỉ cổng; không có thì dùng cổng mà kho dữ liệu đã gắn với",
        "Address of the portal; without it the one that the store belongs to",
    ),
    (
        "Ngôn ngữ của lời nhắn; không có thì theo LANG, rồi theo cài đặt",
        "Language of messages; without it LANG decides, then the settings",
    ),
    ("In kết quả bằng JSON", "Print the result as JSON"),
    (
        "Chỉ thủ tục dành cho đối tượng này; \"chua-ro\" là danh mục không nói rõ",
        "Only procedures for these applicants; \"chua-ro\" is where the catalogue does not say",
    ),
    (
        "Chỉ thủ tục có hay không thu phí; \"chua-ro\" là danh mục không nói rõ",
        "Only procedures with or without a fee; \"chua-ro\" is where the catalogue does not say",
    ),
    (
        "Ghi danh mục, địa danh và ngày nghỉ của máy này ra một tệp, cho máy không có mạng",
        "Write this computer's catalogue, places and holidays to one file, for computers without a network",
    ),
    (
        "Tệp sẽ ghi; phải chưa có",
        "The file to write; it must not exist yet",
    ),
    (
        "Nhận danh mục mới hơn từ một tệp do \"catalogue export\" tạo ra",
        "Take a newer catalogue from a file that \"catalogue export\" made",
    ),
    ("Tệp cần nhập", "The file to take in"),
    (
        "Tệp có mật khẩu kho dữ liệu ở dòng đầu; \"-\" là đầu vào chuẩn",
        "File with the store's passphrase in its first line; \"-\" is standard input",
    ),
    (
        "Tệp có mã khôi phục của kho dữ liệu ở dòng đầu; \"-\" là đầu vào chuẩn",
        "File with the store's recovery code in its first line; \"-\" is standard input",
    ),
    (
        "Không dùng kho khóa của hệ điều hành",
        "Do not use the system's keyring",
    ),
    (
        "Chờ chừng này giây khi cửa sổ hay lệnh khác đang dùng kho dữ liệu",
        "Wait so many seconds while the window or another command uses the store",
    ),
    ("In thêm nhật ký ra đầu ra lỗi", "Print a log on standard error"),
    (
        "Đăng ký tài khoản; mật khẩu lấy từ --password-file, MOTCUA_PASSWORD hoặc đầu vào chuẩn",
        "Register; the password comes from --password-file, MOTCUA_PASSWORD or standard input",
    ),
    (
        "Xác nhận địa chỉ thư bằng mã hoặc cả đường liên kết trong thư",
        "Confirm the e-mail address with the token, or the whole link, of the letter",
    ),
    (
        "Mã hoặc liên kết; không có hoặc \"-\" thì đọc từ đầu vào chuẩn",
        "Token or link; without it, or with \"-\", it is read from standard input",
    ),
    ("Xin gửi lại thư xác nhận", "Ask for the letter again"),
    ("Thư điện tử đã đăng ký", "The e-mail address that was registered"),
    (
        "Đăng nhập; mật khẩu lấy từ --password-file, MOTCUA_PASSWORD hoặc đầu vào chuẩn",
        "Sign in; the password comes from --password-file, MOTCUA_PASSWORD or standard input",
    ),
    (
        "Thư điện tử hoặc số định danh",
        "E-mail address or identity number",
    ),
    (
        "Tệp có mật khẩu ở dòng đầu; \"-\" là đầu vào chuẩn",
        "File with the password in its first line; \"-\" is standard input",
    ),
    (
        "Đăng xuất; hồ sơ, Hộp gửi và giấy tờ vẫn được giữ",
        "Sign out; dossiers, outbox and papers are kept",
    ),
    (
        "Ở mọi máy (cần kết nối cổng)",
        "On every computer (needs the portal)",
    ),
    (
        "Ai đang đăng nhập, cổng nào, phiên còn dùng được không",
        "Who is signed in, at which portal, and whether the session still works",
    ),
    ("Loại tài khoản", "Kind of account"),
    (
        "Họ và tên (với tổ chức: người liên hệ)",
        "Full name (of an organisation's contact)",
    ),
    (
        "Tên tổ chức, doanh nghiệp",
        "Name of the organisation or business",
    ),
    (
        "Số định danh, mã số thuế hoặc mã cơ quan",
        "Identity number, tax code or agency code",
    ),
    ("Ngày cấp (năm-tháng-ngày)", "Day of issue (year-month-day)"),
    ("Số điện thoại", "Phone number"),
    (
        "Thư điện tử, cũng là tên đăng nhập",
        "E-mail address, also the name to sign in with",
    ),
    (
        "Tất cả thông tin trên trong một tệp JSON, để không lộ trong danh sách tiến trình",
        "All of the above in a JSON file, so that the list of processes does not show it",
    ),
    ("Đồng ý điều khoản sử dụng của cổng", "Accept the portal's terms"),
    (
        "Thư mục nhận bản sao (ổ USB chẳng hạn); không có thì vào thư mục sao lưu của kho dữ liệu",
        "Folder for the backup (a USB stick, say); without it the store's own folder of backups",
    ),
    (
        "Chỉ liệt kê các bản sao lưu đã có",
        "Only list the backups there are",
    ),
    (
        "Gói tất cả vào một tệp để chuyển sang máy khác; mở bằng mã khôi phục",
        "Pack everything into one file for another computer; the recovery code opens it",
    ),
    (
        "Bản sao lưu (xem motcua backup --list), hoặc \"latest\"",
        "The backup (see motcua backup --list), or \"latest\"",
    ),
    (
        "Thư mục có bản sao lưu; không có thì thư mục sao lưu của kho dữ liệu",
        "Folder with the backup; without it the store's own folder of backups",
    ),
    ("Khôi phục từ một gói chuyển máy", "Restore from a package"),
    (
        "Tệp có mật khẩu của kho đã sao lưu, khi đó là kho khác; \"-\" là đầu vào chuẩn",
        "File with the passphrase of the store that was backed up, if it is another one; \"-\" is standard input",
    ),
    (
        "Tệp có mã khôi phục của kho đã sao lưu, khi đó là kho khác; \"-\" là đầu vào chuẩn",
        "File with the recovery code of the store that was backed up, if it is another one; \"-\" is standard input",
    ),
    (
        "Tìm thủ tục theo tên, mã, chữ viết tắt hay cách nói hằng ngày",
        "Search procedures by name, code, abbreviation or everyday words",
    ),
    (
        "Xem một thủ tục: thành phần hồ sơ, thời hạn, phí, căn cứ",
        "Show a procedure: components, time, fees, legal basis",
    ),
    (
        "Nhận danh mục, địa danh và ngày nghỉ mới từ cổng cho các hồ sơ trên máy này",
        "Fetch new catalogues, places and holidays from the portal for the dossiers here",
    ),
    ("Chữ cần tìm", "What to search for"),
    (
        "Tệp các câu tìm, mỗi dòng một câu; \"-\" là đầu vào chuẩn",
        "File of queries, one a line; \"-\" is standard input",
    ),
    (
        "Chỉ trong lĩnh vực này (mã, ví dụ tai-nguyen-nuoc)",
        "Only in this sector (its id, e.g. tai-nguyen-nuoc)",
    ),
    (
        "Chỉ của đơn vị này và các đơn vị bên dưới (mã)",
        "Only of this agency and those below it (its id)",
    ),
    ("Chỉ mức độ này; 0 là chưa rõ", "Only this level; 0 is not known"),
    ("Số dòng kết quả của mỗi câu", "Rows for each query"),
    (
        "Mã thủ tục, đầy đủ hay một phần, ví dụ 1.004232",
        "Code of the procedure, whole or in part, e.g. 1.004232",
    ),
    (
        "Danh mục của năm nào: 2022 hay 2026",
        "Edition of the catalogue: 2022 or 2026",
    ),
    (
        "Bắt đầu một hồ sơ mới; in ra mã (ID) của hồ sơ trên máy này",
        "Begin a dossier; prints its id on this desk",
    ),
    (
        "Danh mục của năm nào: 2022 hay 2026; không có thì theo cổng",
        "Edition of the catalogue: 2022 or 2026; without it the portal's",
    ),
    (
        "Ghi câu trả lời: tên=giá-trị…; giá trị trống là xóa câu trả lời",
        "Save answers: name=value…; an empty value clears the answer",
    ),
    ("Hồ sơ", "The dossier"),
    (
        "Ví dụ applicant.full_name=\"Nguyễn Văn An\" flow_m3_per_day=150 delivery.wanted=false",
        "For example applicant.full_name=\"Nguyễn Văn An\" flow_m3_per_day=150 delivery.wanted=false",
    ),
    (
        "Tệp JSON gồm tên và giá trị; \"-\" là đầu vào chuẩn",
        "JSON file of names and values; \"-\" is standard input",
    ),
    (
        "Đính kèm tệp cho một thành phần hồ sơ",
        "Attach files for a component",
    ),
    (
        "Mã thành phần, đầy đủ hay phần cuối, ví dụ TP01",
        "Code of the component, whole or its end, e.g. TP01",
    ),
    ("Các tệp", "The files"),
    ("Bỏ một tệp đã đính kèm", "Take an attached file away"),
    ("Mã tệp (xem draft show)", "Id of the file (see draft show)"),
    (
        "Kiểm tra và kể hết những gì còn thiếu hoặc sai; mã thoát 3 khi chưa đủ",
        "Check, and name everything that is missing or wrong; exit code 3 when incomplete",
    ),
    ("Liệt kê hồ sơ", "List dossiers"),
    ("Những hồ sơ nào", "Which dossiers"),
    (
        "Chỉ những hồ sơ có chữ này (tên, số điện thoại, mã)",
        "Only those with this text (name, phone, code)",
    ),
    ("Nhiều nhất bao nhiêu hồ sơ", "At most so many"),
    ("Xem một hồ sơ", "Show a dossier"),
    ("Hồ sơ (ID hoặc mã hồ sơ)", "The dossier (its id or code)"),
    (
        "Tạo hồ sơ mới từ câu trả lời của một hồ sơ cũ (không kèm tệp)",
        "Begin a dossier with the answers of an old one (without its files)",
    ),
    ("Hồ sơ cũ", "The old dossier"),
    (
        "Xóa hồ sơ chưa nộp; trong 30 ngày còn lấy lại được bằng undelete",
        "Delete a draft; undelete brings it back within 30 days",
    ),
    (
        "Chuyển hồ sơ sang bản danh mục mới nhất; giữ nguyên những gì đã nhập và đính kèm",
        "Move a draft to the newest catalogue; everything typed and attached is kept",
    ),
    (
        "In thủ tục ra một tờ A5 (PDF) vào tệp này; phải chưa có",
        "Print the procedure on one A5 sheet (PDF) to this file, which must not be there yet",
    ),
    (
        "In biểu mẫu điện tử để trống (PDF) vào tệp này; phải chưa có",
        "Print the blank electronic form (PDF) to this file, which must not be there yet",
    ),
    (
        "Số quyết định trường hợp, phí và giấy tờ trên tờ in, ví dụ lưu lượng 150",
        "The number that decides case, fees and papers on the sheet, e.g. a flow of 150",
    ),
    ("Lấy lại hồ sơ đã xóa", "Bring a deleted draft back"),
    (
        "Hai máy sửa khác nhau: chọn giữ của máy này hay lấy của máy kia (xem draft show)",
        "Changed differently on two computers: keep mine or take theirs (see draft show)",
    ),
    ("Chọn của máy nào", "Whose value"),
    (
        "Các mục, như draft show kể ra; không nêu thì mọi mục",
        "The fields, as draft show names them; all of them without any",
    ),
    (
        "Giữ hồ sơ đã bị xóa trên máy khác, hoặc báo là đã xem tin từ máy khác",
        "Keep a draft that was deleted on another computer, or say that the news was seen",
    ),
    (
        "Hồ sơ chưa nộp có được đồng bộ giữa các máy của bạn không; không nêu gì thì chỉ xem",
        "Whether drafts are kept the same on your computers; without a word it is only shown",
    ),
    ("Bật hay tắt", "On or off"),
    ("Của máy này", "This computer's"),
    ("Của máy kia", "The other computer's"),
    (
        "Mã hồ sơ (hoặc ID trên máy này)",
        "Code of the dossier (or its id here)",
    ),
    (
        "Chỉ xem tin đã có trên máy, không hỏi cổng",
        "Only what is known here, without asking the portal",
    ),
    (
        "Tra cứu hồ sơ của người khác: tệp có mã tra cứu in trên giấy tiếp nhận; \"-\" là đầu vào chuẩn",
        "Look up another's dossier: file with the look-up key printed on the acknowledgement; \"-\" is standard input",
    ),
    (
        "Lưu các tệp kết quả vào thư mục này",
        "Save the files of the result in this folder",
    ),
    (
        "Những cách đang mở được kho dữ liệu",
        "The ways that open the store",
    ),
    (
        "In mã khôi phục (chỉ tới khi bạn nói đã ghi lại)",
        "Print the recovery code (only until you say it is written down)",
    ),
    (
        "Đã ghi lại: từ nay không hiện nữa",
        "It is written down: do not show it any more",
    ),
    (
        "Đặt hoặc đổi mật khẩu kho; lấy từ --new-file, MOTCUA_NEW_PASSPHRASE hoặc đầu vào chuẩn",
        "Set or change the passphrase; it comes from --new-file, MOTCUA_NEW_PASSPHRASE or standard input",
    ),
    (
        "Tệp có mật khẩu mới ở dòng đầu; \"-\" là đầu vào chuẩn",
        "File with the new passphrase in its first line; \"-\" is standard input",
    ),
    (
        "Những gì chờ gửi, và vì sao còn chờ",
        "What waits to be sent, and why",
    ),
    ("Tạm dừng gửi, cho tới khi resume", "Pause sending, until resume"),
    (
        "Tiếp tục gửi (ở lần sync sau)",
        "Go on sending (with the next sync)",
    ),
    (
        "Xem hoặc đặt giờ gửi và tốc độ gửi tối đa; cửa sổ cũng theo",
        "See or set when and how fast to send; the window keeps to it too",
    ),
    (
        "Chỉ tự gửi trong giờ này (giờ Việt Nam), ví dụ 22:00-05:00",
        "Send by itself between these times only (Việt Nam's clock), say 22:00-05:00",
    ),
    ("Gửi vào bất cứ giờ nào", "Send at any time"),
    (
        "Gửi nhanh nhất chừng này KB mỗi giây (từ 8)",
        "Send so many KB a second at most (from 8)",
    ),
    ("Không giới hạn tốc độ", "No limit of speed"),
    (
        "Gửi ngay cả ngoài giờ gửi đã đặt (motcua outbox settings)",
        "Send also outside the hours that were set (motcua outbox settings)",
    ),
    (
        "Đưa hồ sơ đang bị giữ lại vào hàng đợi để gửi lại",
        "Queue held dossiers again",
    ),
    (
        "Các hồ sơ; không có thì mọi hồ sơ đang bị giữ",
        "The dossiers; without any, all that are held",
    ),
    (
        "Lấy hồ sơ ra khỏi Hộp gửi, về lại bản đang soạn; không mất gì",
        "Take dossiers out of the outbox, back to draft; nothing is lost",
    ),
    ("Các hồ sơ", "The dossiers"),
    (
        "Giao dịch (ID) hoặc mã hồ sơ; không có thì liệt kê",
        "Transaction (id) or code of the dossier; without it they are listed",
    ),
    (
        "Cách thanh toán, ví dụ vnpay:NCB hoặc vietqr (xem danh sách)",
        "How to pay, e.g. vnpay:NCB or vietqr (see the list)",
    ),
    (
        "Tên người nộp tiền, nếu khác người nộp hồ sơ",
        "Name of the payer, if it is somebody else",
    ),
    (
        "Chờ tới khi ngân hàng báo kết quả, nhiều nhất chừng này giây",
        "Wait until the bank has decided, at most so many seconds",
    ),
    ("Hủy lần thanh toán đang mở", "Cancel the open attempt"),
    (
        "Lưu biên lai (PDF) vào tệp này",
        "Save the receipt (PDF) in this file",
    ),
    (
        "Các hồ sơ; \"-\" đọc thêm từ đầu vào chuẩn, mỗi dòng một hồ sơ",
        "The dossiers; \"-\" reads more from standard input, one a line",
    ),
    (
        "Thử gửi mọi thứ một lần rồi thôi (mặc định)",
        "Try everything once and stop (the default)",
    ),
    (
        "Gửi cho tới khi không còn gì chờ gửi; mất mạng thì đợi có mạng",
        "Send until nothing waits any more; without a network wait for it",
    ),
    (
        "Gửi và nhận tin mãi, cho tới khi bị dừng (Ctrl-C)",
        "Send and fetch news until told to end (Ctrl-C)",
    ),
    ("Thôi sau chừng này giây", "Stop after so many seconds"),
];
