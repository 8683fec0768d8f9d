//! What can be set about fees and banks, and what follows from it.

use motcua_portal_api::{
    money::Beneficiary,
    profile::{PaymentKind, PaymentMethod},
};
use serde::{Deserialize, Serialize};

use crate::{config::Config, secrets::Secrets, state::App};

/// Fees and banks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MoneyConfig {
    /// The account that fees go to. Without one a training portal uses an account that is obviously
    /// fictitious, and any other portal asks for no fee online.
    pub beneficiary: Option<Beneficiary>,
    /// The VNPAY terminal. Without one the bank simulator is used when it runs.
    pub vnpay: Option<VnpayConfig>,
    /// Name of the environment variable with the key of transfer notices, so that no file holds it.
    /// Without one the bank simulator's is used when it runs.
    pub transfer_key_env: Option<String>,
    /// Ways to pay; without any, those of [`payment_methods`].
    pub methods: Option<Vec<PaymentMethod>>,
    /// How long a payment may take, in seconds.
    pub attempt_seconds: i64,
    /// From this age on, in seconds, the bank is asked about an attempt without an outcome.
    pub doubt_seconds: i64,
    /// How long after its end an attempt stays unknown when the bank cannot be asked, in seconds.
    pub grace_seconds: i64,
    /// How long after its end the bank is still asked about an attempt that ended unpaid, in seconds; 0: never.
    pub look_back_seconds: i64,
}

impl Default for MoneyConfig {
    fn default() -> Self {
        Self {
            beneficiary: None,
            vnpay: None,
            transfer_key_env: None,
            methods: None,
            attempt_seconds: 15 * 60,
            doubt_seconds: 30,
            grace_seconds: 60 * 60,
            look_back_seconds: 7 * 24 * 60 * 60,
        }
    }
}

/// A VNPAY terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VnpayConfig {
    /// `vnp_TmnCode`.
    pub tmn_code: String,
    /// Name of the environment variable with the terminal's key, so that no file holds it.
    pub hash_secret_env: String,
    /// The payment page, e.g. `https://sandbox.vnpayment.vn/paymentv2/vpcpay.html`.
    pub pay_url: String,
    /// Where questions go; without it none are asked.
    pub query_url: Option<String>,
}

/// A terminal as it is used.
#[derive(Clone)]
pub struct Terminal {
    /// `vnp_TmnCode`.
    pub tmn_code: String,
    /// Its key.
    pub hash_secret: String,
    /// The payment page.
    pub pay_url: String,
    /// Where questions go.
    pub query_url: Option<String>,
}

/// Keys and addresses of the banks, as they are now.
#[derive(Clone)]
pub struct Banks {
    /// The VNPAY terminal, if there is one.
    pub terminal: Option<Terminal>,
    /// Key of transfer notices, if they are taken.
    pub transfer_key: Option<String>,
    /// The portal's own address.
    pub portal_url: String,
}

/// The bank simulator's terminal code of this installation: eight characters.
pub fn simulator_tmn_code(secrets: &Secrets) -> String {
    hex::encode_upper(&secrets.key("bank-simulator-terminal")[..4])
}

/// The bank simulator's key for VNPAY signatures.
pub fn simulator_hash_secret(secrets: &Secrets) -> String {
    hex::encode(secrets.key("bank-simulator-vnpay"))
}

/// The bank simulator's key for transfer notices.
pub fn simulator_transfer_key(secrets: &Secrets) -> String {
    hex::encode(secrets.key("bank-simulator-transfers"))
}

impl Banks {
    /// As configured, with the bank simulator where nothing else is named and it runs.
    pub async fn of(app: &App) -> Self {
        let config = &app.config.money;
        let simulator = app.addresses.read().await.bank.clone();
        let terminal = match &config.vnpay {
            Some(vnpay) => std::env::var(&vnpay.hash_secret_env)
                .ok()
                .map(|hash_secret| Terminal {
                    tmn_code: vnpay.tmn_code.clone(),
                    hash_secret,
                    pay_url: vnpay.pay_url.clone(),
                    query_url: vnpay.query_url.clone(),
                }),
            None => simulator.as_ref().map(|bank| Terminal {
                tmn_code: simulator_tmn_code(&app.secrets),
                hash_secret: simulator_hash_secret(&app.secrets),
                pay_url: format!("{bank}/paymentv2/vpcpay.html"),
                query_url: Some(format!("{bank}/merchant_webapi/api/transaction")),
            }),
        };
        let transfer_key = match &config.transfer_key_env {
            Some(name) => std::env::var(name).ok(),
            None => simulator.is_some().then(|| simulator_transfer_key(&app.secrets)),
        };
        Self {
            terminal,
            transfer_key,
            portal_url: app.public_url().await,
        }
    }
}

/// The account that fees go to; `None`: this portal asks for no fee online.
pub fn beneficiary(config: &Config) -> Option<Beneficiary> {
    config.money.beneficiary.clone().or_else(|| {
        // NAPAS gives out numbers from 970400; 999999 is nobody's, so that no real bank takes the code.
        config.training.then(|| Beneficiary {
            name: "TÀI KHOẢN GIẢ ĐỊNH - TẬP HUẤN".to_owned(),
            account: "0000000000".to_owned(),
            bank: "Ngân hàng mô phỏng (tập huấn)".to_owned(),
            bank_bin: "999999".to_owned(),
        })
    })
}

/// Ways to pay that the profile offers.
pub fn payment_methods(config: &Config) -> Vec<PaymentMethod> {
    if let Some(methods) = &config.money.methods {
        return methods.clone();
    }
    let simulator = config.bank_simulator.enabled;
    let mut methods = Vec::new();
    let mut offer = |kind, id: &str, name: &str| {
        methods.push(PaymentMethod {
            id: id.to_owned(),
            kind,
            name: name.to_owned(),
        });
    };
    if simulator || config.money.vnpay.is_some() {
        offer(PaymentKind::Bank, "vnpay:AGRIBANK", "Agribank");
        offer(PaymentKind::Bank, "vnpay:BIDV", "BIDV");
        offer(PaymentKind::Bank, "vnpay:VIETCOMBANK", "Vietcombank");
        offer(PaymentKind::Bank, "vnpay:VIETINBANK", "VietinBank");
        offer(PaymentKind::Bank, "vnpay:NCB", "NCB");
        offer(PaymentKind::Wallet, "vnpay:VNPAYEWALLET", "Ví điện tử VNPAY");
    }
    if simulator || config.money.transfer_key_env.is_some() {
        offer(
            PaymentKind::Qr,
            "vietqr",
            "Mã VietQR (chuyển khoản bằng điện thoại)",
        );
    }
    methods
}
