//! Signatures against values made apart from this program, with Python's `hmac`, `hashlib` and
//! `urllib.parse.quote_plus` over the sorted parameters.

use motcua_domain::payment::vnpay::{self, Params};
use motcua_portal::money::{querydr::QueryRequest, sign_body};

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn params(pairs: &[(&str, &str)]) -> Params {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn a_payment_address() {
    let params = params(&[
        ("vnp_Version", "2.1.0"),
        ("vnp_Command", "pay"),
        ("vnp_TmnCode", "MCTEST01"),
        ("vnp_Amount", "30000000"),
        ("vnp_BankCode", "NCB"),
        ("vnp_CreateDate", "20220401090000"),
        ("vnp_ExpireDate", "20220401091500"),
        ("vnp_CurrCode", "VND"),
        ("vnp_IpAddr", "127.0.0.1"),
        ("vnp_Locale", "vn"),
        ("vnp_OrderInfo", "Nop phi le phi ho so 000.00.12.H34-220401-0001"),
        ("vnp_OrderType", "other"),
        ("vnp_ReturnUrl", "http://127.0.0.1:8180/payments/vnpay/return"),
        ("vnp_TxnRef", "MC220401ABCDEFGHJK"),
    ]);
    assert_eq!(
        vnpay::sign(&params, KEY),
        "4d8b53418c1237ba0108fd94b33db7849516d18a74e6b4453629466292ea445a\
         31a2f25c60710af7c0f0a7091f62b7b9dcb7d62acfa23e424475a4137af1ae9c"
    );
}

#[test]
fn a_notice_with_special_characters() {
    let params = params(&[
        ("vnp_TmnCode", "MCTEST01"),
        ("vnp_Amount", "30000000"),
        ("vnp_BankCode", "NCB"),
        ("vnp_CardType", "ATM"),
        ("vnp_OrderInfo", "Nop phi (ho so) & le phi/100%"),
        ("vnp_PayDate", "20220401090500"),
        ("vnp_ResponseCode", "00"),
        ("vnp_TransactionNo", "14000001"),
        ("vnp_TransactionStatus", "00"),
        ("vnp_TxnRef", "MC220401ABCDEFGHJK"),
        ("vnp_BankTranNo", "VNP14000001"),
    ]);
    let signature = "352eb39456017d1262180669bac3956ab2fa3724023fc5fdfdaf3455ded876a3\
                     334650ff42704d73327f7be90c5a3306865fd510d0677e97b3c40359cc0461d6";
    assert_eq!(vnpay::sign(&params, KEY), signature);
    // As it arrives: encoded, with the hash among the parameters.
    let query = format!(
        "vnp_Amount=30000000&vnp_BankCode=NCB&vnp_BankTranNo=VNP14000001&vnp_CardType=ATM&vnp_OrderInfo=Nop+phi+%28ho+so%29+%26+le+phi%2F100%25&vnp_PayDate=20220401090500&vnp_ResponseCode=00&vnp_TmnCode=MCTEST01&vnp_TransactionNo=14000001&vnp_TransactionStatus=00&vnp_TxnRef=MC220401ABCDEFGHJK&vnp_SecureHash={signature}"
    );
    assert!(vnpay::verify(&vnpay::parse_query(&query), KEY));
    assert!(!vnpay::verify(
        &vnpay::parse_query(&query.replace("30000000", "30000001")),
        KEY
    ));
}

#[test]
fn a_question_to_the_bank() {
    let mut request = QueryRequest {
        vnp_request_id: "REQ1".into(),
        vnp_version: "2.1.0".into(),
        vnp_command: "querydr".into(),
        vnp_tmn_code: "MCTEST01".into(),
        vnp_txn_ref: "MC220401ABCDEFGHJK".into(),
        vnp_transaction_date: "20220401090000".into(),
        vnp_create_date: "20220401090100".into(),
        vnp_ip_addr: "127.0.0.1".into(),
        vnp_order_info: "Truy van".into(),
        vnp_secure_hash: String::new(),
    };
    request.sign(KEY);
    assert_eq!(
        request.vnp_secure_hash,
        "ac1e07179a6eb3dbce6956fd327f25313e2976a771ae4fd1cec8307b4b5affa8\
         67cc5e451cd0d7aa73905e16f1d202652d3d84ffba75577fb40742e7c6821d07"
    );
}

#[test]
fn a_transfer_notice() {
    assert_eq!(
        sign_body(br#"{"transaction_no":"1"}"#, "transfer-key"),
        "6b271a1f88824e9b80d2b33e83c7500ee807257c2ed165a70c7012c7d310da73\
         c3c5c3780819fe1935c7a9e7986a75f55a7ccdf2f2cd8072840768f916436004"
    );
}
