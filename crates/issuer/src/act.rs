//! Every act that the audit log knows, with its name and what it means: what is not here cannot be logged.

macro_rules! acts {
    ($($act:ident $name:literal $meaning:literal)+) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Act {
            $(#[doc = $meaning] $act,)+
        }

        impl Act {
            /// All of them, kind by kind.
            pub(crate) const ALL: &[Self] = &[$(Self::$act,)+];

            /// Its name in the log: the kind of thing, a dot, and what was done to it.
            pub(crate) const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$act => $name,)+
                }
            }

            /// What it means, for those who read the log.
            pub(crate) const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$act => $meaning,)+
                }
            }
        }
    };
}

acts! {
    ApplicatieCreate "applicatie.create" "An applicatie was registered."
    ApplicatieUpdate "applicatie.update" "An applicatie was changed at the Autorisaties API."
    ApplicatieImport "applicatie.import" "An applicatie was taken over from elsewhere."
    ApplicatieDelete "applicatie.delete" "An applicatie was deleted, with its clients."
    ApplicatieRestore "applicatie.restore" "A deleted applicatie was brought back."
    ApplicatieApply "applicatie.apply" "An applicatie and all that belongs to it became what was asked for."
    AutorisatieAdd "autorisatie.add" "An applicatie got an autorisatie."
    AutorisatieRemove "autorisatie.remove" "An applicatie lost an autorisatie."
    ClientCreate "client.create" "A client was registered by an administrator."
    ClientRegister "client.register" "A client registered itself."
    ClientChange "client.change" "Settings of a client were changed."
    ClientDelete "client.delete" "A client was deleted."
    ClientRestore "client.restore" "A deleted client was brought back."
    SecretCreate "secret.create" "A client got a secret."
    SecretRotate "secret.rotate" "A client got a secret in place of those that it had."
    SecretImport "secret.import" "A secret of a client was taken over from elsewhere."
    SecretRevoke "secret.revoke" "A secret, key or API token of a client was revoked."
    ZgwKeyCreate "zgw_key.create" "A client got a key for the ZGW JWTs that it signs itself."
    PublicKeyCreate "public_key.create" "A public key of a client was registered."
    ApiTokenCreate "api_token.create" "A client got an API token."
    UpstreamKeyDrop "upstream_key.drop" "What a client shares with an upstream was forgotten."
    BindingCreate "binding.create" "It was said who a client is to another issuer."
    BindingDelete "binding.delete" "A client is nobody to another issuer any more."
    RegistrationTokenCreate "registration_token.create" "A token was made with which clients register themselves."
    RegistrationTokenRevoke "registration_token.revoke" "A token with which clients register themselves was revoked."
    ApiCreate "api.create" "An API was registered."
    ApiChange "api.change" "An API was described anew."
    AccessRequest "access.request" "It was asked that a client may call an API."
    AccessApprove "access.approve" "A client may call an API from now on."
    AccessRefuse "access.refuse" "A client may not call an API."
    AccessWithdraw "access.withdraw" "A client may call an API no more."
    UserCreate "user.create" "A user was made."
    UserChange "user.change" "A user's name, e-mail address or role was changed."
    UserPassword "user.password" "A user got another password."
    UserDisable "user.disable" "A user may sign in no more."
    UserEnable "user.enable" "A disabled user may sign in again."
    UserLogin "user.login" "A user signed in."
    UserLogout "user.logout" "A user signed out."
    UserRefuse "user.refuse" "Passwords were not taken; so many of one user, from where, in one minute."
    ConsentGive "consent.give" "A user let a client do something on their behalf."
    ConsentWithdraw "consent.withdraw" "A user took back what they let a client do."
    GrantRevoke "grant.revoke" "What a user let a client do while they are away was ended."
    GrantStolen "grant.stolen" "A code or refresh token came twice, so what came of it was ended."
    TokenIssue "token.issue" "A token was issued on behalf of a user; or so many to a client in its own name, in one hour."
    TokenRefuse "token.refuse" "Tokens were refused; so many to one client for one reason, from where, in one minute."
    TokenRevoke "token.revoke" "A token, or those of a grant or a user, were revoked."
    TokensRevoke "tokens.revoke" "Every token of a client was revoked."
    KeyRotate "key.rotate" "A signing key was made, which signs when everybody knows it."
    KeyRotateAtOnce "key.rotate_at_once" "A signing key was made, which signs at once."
    KeyPublish "key.publish" "A signing key was made and published, in time."
    KeyActivate "key.activate" "A signing key began to sign."
    KeyRetire "key.retire" "A signing key ceased to sign, and verifies on."
    KeyRemove "key.remove" "A signing key was removed."
    FeedOpen "feed.open" "A gateway opened the feed."
    NotificatieRetry "notificatie.retry" "Notifications are tried again at once."
    NotificatieDrop "notificatie.drop" "A notification was given up."
    MirrorRetry "mirror.retry" "What waits for an upstream is tried again at once."
    MirrorSync "mirror.sync" "An upstream was compared, and what differed there is written anew."
    VerdictExplain "verdict.explain" "Somebody had a verdict explained."
    DatabaseBackup "database.backup" "The database was copied."
    DatabaseRestore "database.restore" "A copy of the database was put in its place, and what it had forgotten withdrawn once more."
}

/// Every act that the audit log knows, by its name, and what it means.
pub fn acts() -> impl Iterator<Item = (&'static str, &'static str)> {
    Act::ALL.iter().map(|act| (act.as_str(), act.meaning()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_acts_share_a_name_and_each_names_a_kind_and_a_verb() {
        for (place, act) in Act::ALL.iter().enumerate() {
            let name = act.as_str();
            assert!(
                name.split_once('.').is_some_and(|(kind, verb)| !kind.is_empty()
                    && !verb.is_empty()
                    && !verb.contains('.')),
                "{name}"
            );
            assert!(Act::ALL.iter().take(place).all(|other| other.as_str() != name), "{name}");
        }
    }
}
