// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/shop.h"

#include "demo/shopfaults.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// In the cache.
constexpr std::chrono::seconds pageLifetime{5};
constexpr std::chrono::hours sessionLength{8};
constexpr std::chrono::minutes codeLength{5};

ShopResponse json(int status, const QJsonObject &object)
{
    return {status,
            "application/json",
            QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n',
            {}};
}

ShopResponse problem(int status, const QString &message)
{
    return json(status, {{u"error"_s, message}});
}

/// An answer for what went wrong below: what the client did, or 500.
ShopResponse problem(const Error &error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
        return problem(404, error.message);
    case ErrorCode::Refused:
        return problem(409, error.message);
    case ErrorCode::Authentication:
        return problem(401, error.message);
    default:
        return problem(500, error.message);
    }
}

ShopResponse page(const QString &title, const QString &body)
{
    ShopResponse response;
    response.body = (u"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>"_s
                     + title + u"</title></head><body>"_s + body + u"</body></html>\n"_s)
                        .toUtf8();
    return response;
}

QByteArray cookie(const QByteArray &header, QByteArrayView name)
{
    const auto parts = header.split(';');
    for (const QByteArray &part : parts) {
        const QByteArray trimmed = part.trimmed();
        if (trimmed.startsWith(QByteArray(name.toByteArray() + '=')))
            return trimmed.mid(name.size() + 1);
    }
    return {};
}

/// Comparison whose time does not depend on where the texts differ.
bool equalInConstantTime(const QByteArray &a, const QByteArray &b)
{
    if (a.size() != b.size())
        return false;
    unsigned difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= unsigned(quint8(a.at(i)) ^ quint8(b.at(i)));
    return difference == 0;
}
} // namespace

Shop::Shop(ShopConfig config, ShopRelease release, QString outbox)
    : m_config(std::move(config))
    , m_release(std::move(release))
    , m_outbox(std::move(outbox))
    , m_metrics(m_release.version)
    , m_cache(m_config.cache)
    , m_logins(m_config.rateLimit, m_config.rateWindow)
{
    m_clock.start();
}

ShopResponse Shop::answer(const ShopRequest &request)
{
    ShopResponse response = route(request);
    response.headers.append(
        {{"X-Frame-Options", "DENY"},
         {"X-Content-Type-Options", "nosniff"},
         {"Referrer-Policy", "same-origin"},
         {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
         {"Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"},
         {"Cache-Control", "no-store"},
         {"Content-Type", response.type}});
    return response;
}

ShopResponse Shop::route(const ShopRequest &request)
{
    using Handler = ShopResponse (Shop::*)(const ShopRequest &);
    static const QMap<QString, std::pair<QByteArray, Handler>> handlers{
        {u"/register"_s, {"POST", &Shop::registerUser}},
        {u"/verify"_s, {"GET", &Shop::verify}},
        {u"/login"_s, {"POST", &Shop::login}},
        {u"/login/code"_s, {"POST", &Shop::loginCode}},
        {u"/account/second-factor"_s, {"POST", &Shop::secondFactor}},
        {u"/admin/"_s, {"GET", &Shop::admin}},
    };
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && request.path == "/"_L1)
        return productPage();
    if (reads && request.path == "/health/"_L1)
        return health();
    if (reads && request.path == "/metrics"_L1)
        return {200, "text/plain; version=0.0.4; charset=utf-8", m_metrics.exposition(), {}};
    const auto found = handlers.constFind(request.path);
    if (found == handlers.cend())
        return problem(404, u"There is no such page."_s);
    if (found->first != request.method && !(found->first == "GET" && reads))
        return problem(405, u"This address takes another method."_s);
    return (this->*found->second)(request);
}

Result<ShopDatabase *> Shop::database()
{
    if (!m_database) {
        auto opened = ShopDatabase::open(m_config.databasePath, ShopDatabase::Open::Existing);
        if (!opened)
            return std::unexpected(opened.error());
        m_database = *std::move(opened);
    }
    return m_database.get();
}

ShopResponse Shop::health()
{
    QStringList problems;
    QString state = u"ok"_s;
    const Result<ShopDatabase *> opened = database();
    const Result<int> schema = opened ? (*opened)->schema() : std::unexpected(opened.error());
    if (!schema)
        state = schema.error().message;
    else if (*schema < m_release.schema)
        state = u"schema %1, this release needs %2"_s.arg(*schema).arg(m_release.schema);
    if (state != "ok"_L1)
        problems << u"database: "_s + state;
    for (const ShopRelease::Feature &feature : std::as_const(m_release.features)) {
        if (!QFile::exists(m_config.folder + u'/' + feature.needs))
            problems << u"feature %1: %2 is missing"_s.arg(feature.name, feature.needs);
    }
    QJsonObject object{{u"status"_s, problems.isEmpty() ? u"ok"_s : u"error"_s},
                       {u"version"_s, m_release.version},
                       {u"database"_s, state}};
    if (!problems.isEmpty())
        object.insert(u"problems"_s, QJsonArray::fromStringList(problems));
    return json(problems.isEmpty() ? 200 : 503, object);
}

ShopResponse Shop::productPage()
{
    if (ShopFaults::read(m_config.faults).fails(m_pages++))
        return problem(500, u"The shop has a fault that was put into it."_s);
    const QByteArray key = "page:"_ba + m_release.version.toUtf8();
    ShopResponse response;
    if (const std::optional<QByteArray> kept = m_cache.get(key)) {
        response.body = *kept;
        return response;
    }
    response.body = QString(m_release.productPage)
                        .replace(u"{{version}}"_s, m_release.version.toHtmlEscaped())
                        .toUtf8();
    m_cache.put(key, response.body, pageLifetime);
    return response;
}

std::chrono::milliseconds Shop::delayOf(const ShopRequest &request) const
{
    return request.path == "/"_L1 ? ShopFaults::read(m_config.faults).delay
                                  : std::chrono::milliseconds(0);
}

ShopResponse Shop::registerUser(const ShopRequest &request)
{
    const ShopDatabase::NewUser user{request.form.queryItemValue(u"user"_s, QUrl::FullyDecoded),
                                     request.form.queryItemValue(u"mail"_s, QUrl::FullyDecoded),
                                     request.form.queryItemValue(u"password"_s, QUrl::FullyDecoded),
                                     false};
    if (user.name.isEmpty() || !user.mail.contains(u'@') || user.password.size() < 8)
        return problem(422, u"A name, a mail address and a password of 8 characters are needed."_s);
    const Result<ShopDatabase *> opened = database();
    if (!opened)
        return problem(opened.error());
    const Result<QString> token = (*opened)->addUser(user);
    if (!token)
        return problem(token.error());
    const Result<void> sent
        = sendMail(user.mail, u"Please confirm your address"_s,
                   u"Open this link: %1/verify?token=%2\n"_s.arg(m_config.publicUrl, *token));
    if (!sent)
        return problem(sent.error());
    return json(201, {{u"status"_s, u"registered"_s}, {u"user"_s, user.name}});
}

ShopResponse Shop::verify(const ShopRequest &request)
{
    const Result<ShopDatabase *> opened = database();
    if (!opened)
        return problem(opened.error());
    const Result<QString> user
        = (*opened)->verifyMail(request.query.queryItemValue(u"token"_s, QUrl::FullyDecoded));
    if (!user)
        return problem(user.error());
    return json(200, {{u"status"_s, u"verified"_s}, {u"user"_s, *user}});
}

ShopResponse Shop::login(const ShopRequest &request)
{
    const QString name = request.form.queryItemValue(u"user"_s, QUrl::FullyDecoded);
    const QString key = request.peer + u' ' + name;
    const std::chrono::milliseconds now(m_clock.elapsed());
    if (!m_logins.admit(key, now)) {
        ShopResponse response = problem(429, u"Too many tries. Wait a little."_s);
        const auto wait = std::chrono::ceil<std::chrono::seconds>(m_logins.retryAfter(key, now));
        response.headers.append({"Retry-After", QByteArray::number(qint64(wait.count()))});
        return response;
    }
    const Result<ShopDatabase *> opened = database();
    if (!opened)
        return problem(opened.error());
    const std::optional<ShopUser> user = (*opened)->authenticate(
        name, request.form.queryItemValue(u"password"_s, QUrl::FullyDecoded));
    if (!user)
        return problem(401, u"The name or the password is wrong."_s);
    if (!user->verified)
        return problem(403, u"The mail address is not confirmed yet."_s);
    if (!user->secondFactor)
        return signedIn(name);

    const Result<ShopDatabase::LoginCode> code = (*opened)->newLoginCode(name, codeLength);
    if (!code)
        return problem(code.error());
    if (Result<void> sent
        = sendMail(user->mail, u"Your sign-in code"_s, u"Your code: %1\n"_s.arg(code->code));
        !sent)
        return problem(sent.error());
    return json(202, {{u"status"_s, u"code sent"_s}, {u"challenge"_s, code->challenge}});
}

ShopResponse Shop::loginCode(const ShopRequest &request)
{
    const Result<ShopDatabase *> opened = database();
    if (!opened)
        return problem(opened.error());
    const Result<QString> user = (*opened)->takeLoginCode(
        request.form.queryItemValue(u"challenge"_s), request.form.queryItemValue(u"code"_s));
    return user ? signedIn(*user) : problem(user.error());
}

ShopResponse Shop::secondFactor(const ShopRequest &request)
{
    const QString user = userOf(request);
    if (user.isEmpty())
        return problem(401, u"Please sign in first."_s);
    const Result<ShopDatabase *> opened = database();
    if (!opened)
        return problem(opened.error());
    if (Result<void> done = (*opened)->requireSecondFactor(user); !done)
        return problem(done.error());
    return json(200, {{u"status"_s, u"second factor on"_s}});
}

ShopResponse Shop::admin(const ShopRequest &request)
{
    const QString name = userOf(request);
    if (name.isEmpty())
        return {302, "text/plain", "Please sign in.\n", {{"Location", "/login"}}};
    const Result<ShopDatabase *> opened = database();
    if (!opened)
        return problem(opened.error());
    const std::optional<ShopUser> user = (*opened)->user(name);
    if (!user || !user->admin)
        return problem(403, u"This page is for administrators."_s);
    return page(u"Administration"_s,
                u"<h1>Administration</h1><p>Signed in as %1, release %2.</p>"_s.arg(
                    name.toHtmlEscaped(), m_release.version.toHtmlEscaped()));
}

ShopResponse Shop::signedIn(const QString &user)
{
    // The cookie is signed, not stored: both web servers and the next release accept it.
    const QByteArray text = user.toUtf8().toBase64(QByteArray::Base64UrlEncoding) + '.'
        + QByteArray::number(QDateTime::currentSecsSinceEpoch()
                             + std::chrono::seconds(sessionLength).count());
    ShopResponse response = json(200, {{u"status"_s, u"signed in"_s}, {u"user"_s, user}});
    response.headers.append(
        {"Set-Cookie",
         "session=" + text + '.' + signature(text) + "; Path=/; HttpOnly; SameSite=Strict"});
    return response;
}

QString Shop::userOf(const ShopRequest &request) const
{
    const QByteArray session = cookie(request.cookies, "session");
    const qsizetype dot = session.lastIndexOf('.');
    const QByteArray text = session.left(std::max(dot, qsizetype(0)));
    if (text.isEmpty() || !equalInConstantTime(session.mid(dot + 1), signature(text)))
        return {};
    if (text.split('.').value(1).toLongLong() < QDateTime::currentSecsSinceEpoch())
        return {};
    return QString::fromUtf8(
        QByteArray::fromBase64(text.split('.').first(), QByteArray::Base64UrlEncoding));
}

QByteArray Shop::signature(const QByteArray &text) const
{
    return QMessageAuthenticationCode::hash(text, m_config.secretKey, QCryptographicHash::Sha256)
        .toHex();
}

Result<void> Shop::sendMail(const QString &to, const QString &subject, const QString &text)
{
    // The outbox stands for the mail server: one file a mail, to be picked up from there.
    QDir().mkpath(m_outbox);
    const QString name = u"%1/%2-%3.eml"_s.arg(m_outbox)
                             .arg(QDateTime::currentMSecsSinceEpoch())
                             .arg(randomHex(4));
    QFile file(name);
    const QByteArray mail
        = u"From: %1\r\nTo: %2\r\nSubject: %3\r\n\r\n%4"_s.arg(m_config.mailFrom, to, subject, text)
              .toUtf8();
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(mail) != mail.size())
        return failure(ErrorCode::Io, u"The mail could not be written to the outbox."_s,
                       file.errorString());
    return {};
}

} // namespace slipway
