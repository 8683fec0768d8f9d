-- Attempts that ended unpaid are looked at again, for a bank may take money afterwards and not tell.
CREATE INDEX attempts_ended ON attempts (settled_at)
    WHERE state IN ('failed', 'cancelled', 'expired') AND pay_url IS NOT NULL;
