"""What this room's refusals say to a person: (Chinese, English)."""

TEXTS: dict[str, tuple[str, str]] = {
    "bad_credentials": (
        "用户名或密码不正确；连续输错多次的账号会暂时锁定，请稍后再试或联系教科室。",
        "The user name or the password is not right. After many wrong ones an account is locked for a while:"
        " wait, or ask the office.",
    ),
    "account_disabled": (
        "该账号已停用，请联系教科室。",
        "This account has been stopped. Ask the Teaching Research Office.",
    ),
    "invalid_refresh_token": (
        "登录已过期，请重新登录。",
        "This sign-in cannot be continued. Sign in again.",
    ),
    "refresh_token_reused": (
        "该刷新令牌已使用过，为安全起见已退出此次登录；请重新登录。",
        "This refresh token was used before, so the whole sign-in has been ended. Sign in again.",
    ),
    "bad_client": (
        "client_id 或 client_secret 不正确、已过期或已吊销。",
        "The client_id or the client_secret is not right, or the client has expired or was revoked.",
    ),
    "bad_api_key": (
        "接口密钥无效、已过期或已吊销；请向教科室另要一个。",
        "The API key is not right, or it has expired or was revoked. Ask the office for another.",
    ),
    "scope_beyond_client": (
        "密钥不能超出接口客户端的权限：{scopes}。",
        "A key cannot do more than its client: {scopes}.",
    ),
    "api_key_too_long": (
        "密钥最长有效 {days} 天；请把到期时间改近一些。",
        "A key is good for {days} days at most. Let it end sooner.",
    ),
    "client_not_active": (
        "接口客户端当前为“{state}”，不能再发密钥；请新建一个。",
        "The service client is {state} and gets no more keys. Make another one.",
    ),
    "invalid_scope": (
        "请求的 scope 超出该客户端的授权；请只请求已授予的权限。",
        "A scope was asked for that this client does not hold. Ask for those it was given.",
    ),
    "password_too_short": (
        "密码至少 {least} 个字符。",
        "A password has at least {least} characters.",
    ),
    "password_is_username": (
        "密码不能与用户名相同。",
        "A password must not be the user name.",
    ),
    "password_too_common": (
        "这个密码太常见，容易被猜到；请换一个。",
        "This password is among the first a guesser tries. Choose another.",
    ),
    "password_unchanged": (
        "新密码不能与原密码相同。",
        "The new password is the old one. Choose another.",
    ),
    "wrong_password": (
        "原密码不正确；连续输错多次会暂时锁定账号。",
        "The old password is not right. After many wrong ones the account is locked for a while.",
    ),
    "username_taken": (
        "该用户名已被使用，请换一个。",
        "This user name is taken. Choose another.",
    ),
    "role_held": (
        "该账号在本校已有这个角色。",
        "The account has this role in this school already.",
    ),
    "role_not_grantable": (
        "此角色不能由学校授予：区县管理员由区县设置，接口客户端请在“接口客户端”中新建。",
        "A school cannot grant this role. The district appoints its officers; make scripts as service clients.",
    ),
    "teacher_has_account": (
        "这位教师已有账号。",
        "This teacher has an account already.",
    ),
    "other_teacher": (
        "该账号已对应本校另一位教师。",
        "The account stands for another teacher of this school already.",
    ),
    "unknown_teacher": (
        "本校没有这位教师，请核对 teacher_id。",
        "The school has no such teacher. Check the teacher_id.",
    ),
    "last_office": (
        "这是本校最后一个可用的教科室账号；请先为另一人授予教科室角色。",
        "This is the last account that can act for the office. Give somebody else that role first.",
    ),
    "account_shared": (
        "该账号在其他单位也有角色，不能由一所学校单独处理；请联系区县管理员。",
        "The account holds roles elsewhere too, so no single school decides on it. Ask the district.",
    ),
    "scope_not_for_clients": (
        "接口客户端不能拥有这些权限：{scopes}。",
        "A service client cannot have: {scopes}.",
    ),
    "expiry_in_past": (
        "到期时间必须在将来。",
        "The expiry must be in the future.",
    ),
}
