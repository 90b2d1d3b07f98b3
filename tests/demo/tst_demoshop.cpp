// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/ratelimiter.h"
#include "demo/shop.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace slipway;

/// The shop without a socket, on the release of the demo's own sources.
class TestDemoShop : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void shouldReadEnvironmentLines();
    void shouldNameEveryMissingKey();
    void shouldBeUnwellWithoutItsDatabase();
    void shouldBeUnwellWithAnOldSchema();
    void shouldBeUnwellWithoutAFileThatAFeatureNeeds();
    void shouldRegisterVerifyAndSignIn();
    void shouldAskForTheSecondFactor();
    void shouldShowTheAdministrationToAdministrators();
    void shouldRefuseAForgedSession();
    void shouldLimitTheRateOfLogins();
    void shouldForgetTriesThatLeftTheWindow();
    void shouldCountRequestsInMetrics();
    void shouldTakeMigrationsBack();

private:
    void makeShop(int schema);
    ShopResponse post(const QString &path, const QString &form, const QByteArray &cookies = {});
    ShopResponse get(const QString &path, const QByteArray &cookies = {});
    QString lastMail() const;
    static QByteArray sessionOf(const ShopResponse &response);
    static QByteArray header(const ShopResponse &response, const QByteArray &name);

    std::unique_ptr<QTemporaryDir> m_folder;
    ShopConfig m_config;
    ShopRelease m_release;
    std::unique_ptr<Shop> m_shop;
};

void TestDemoShop::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const QString source = QStringLiteral(SLIPWAY_SOURCE_DIR "/resources/demo/workspace/shop");
    for (const QString &part : {u"migrations"_s, u"templates"_s})
        QVERIFY(QFile::link(source + u'/' + part, m_folder->filePath(part)));
    QVERIFY(QFile::copy(source + "/tags/v4.2.0.json"_L1, m_folder->filePath(u"release.json"_s)));
    QFile env(m_folder->filePath(u".env"_s));
    QVERIFY(env.open(QIODevice::WriteOnly));
    env.write("SECRET_KEY=key\nDATABASE_URL=sqlite://" + m_folder->path().toUtf8()
              + "/shop.sqlite\nPUBLIC_URL=http://shop\nMAIL_FROM=a@b.c\nADMIN_USER=admin\n"
                "ADMIN_PASSWORD='secret word'\nRATE_LIMIT=3\n");
    env.close();
    const auto config = ShopConfig::read(env.fileName());
    const auto release = ShopRelease::read(m_folder->path());
    QVERIFY(config && release);
    m_config = *config;
    m_release = *release;
}

void TestDemoShop::cleanup()
{
    m_shop.reset();
    m_folder.reset();
}

void TestDemoShop::makeShop(int schema)
{
    auto database = ShopDatabase::open(m_config.databasePath, ShopDatabase::Open::CreateIfMissing);
    QVERIFY(database);
    QVERIFY((*database)->migrate(m_release.migrations, schema));
    if (schema >= 2)
        QVERIFY((*database)->putAdmin(m_config.adminUser, m_config.adminPassword));
    m_shop = std::make_unique<Shop>(m_config, m_release, m_folder->filePath(u"outbox"_s));
}

ShopResponse TestDemoShop::post(const QString &path, const QString &form, const QByteArray &cookies)
{
    return m_shop->answer({"POST", path, {}, QUrlQuery(form), cookies, u"127.0.0.1"_s});
}

ShopResponse TestDemoShop::get(const QString &path, const QByteArray &cookies)
{
    const QUrl url(path);
    return m_shop->answer({"GET", url.path(), QUrlQuery(url.query()), {}, cookies, u"127.0.0.1"_s});
}

QString TestDemoShop::lastMail() const
{
    const QDir outbox(m_folder->filePath(u"outbox"_s));
    QFile file(outbox.filePath(outbox.entryList(QDir::Files, QDir::Name).constLast()));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QByteArray TestDemoShop::header(const ShopResponse &response, const QByteArray &name)
{
    for (const auto &[key, value] : response.headers) {
        if (key == name)
            return value;
    }
    return {};
}

QByteArray TestDemoShop::sessionOf(const ShopResponse &response)
{
    return header(response, "Set-Cookie").split(';').first();
}

void TestDemoShop::shouldReadEnvironmentLines()
{
    const auto values = readEnvLines(u"# no\nA=1\nexport B = 'x y'\nC=\"=\"\n=no\nD=\n"_s);

    QCOMPARE(values,
             (QMap<QString, QString>{
                 {u"A"_s, u"1"_s}, {u"B"_s, u"x y"_s}, {u"C"_s, u"="_s}, {u"D"_s, {}}}));
}

void TestDemoShop::shouldNameEveryMissingKey()
{
    QFile env(m_folder->filePath(u"half"_s));
    QVERIFY(env.open(QIODevice::WriteOnly));
    env.write("SECRET_KEY=key\n");
    env.close();

    const auto config = ShopConfig::read(env.fileName());

    QVERIFY(!config);
    QVERIFY(config.error().message.endsWith(
        u"lacks DATABASE_URL, PUBLIC_URL, MAIL_FROM, ADMIN_USER, ADMIN_PASSWORD."_s));
}

void TestDemoShop::shouldBeUnwellWithoutItsDatabase()
{
    m_shop = std::make_unique<Shop>(m_config, m_release, m_folder->filePath(u"outbox"_s));

    const ShopResponse health = get(u"/health/"_s);

    QCOMPARE(health.status, 503);
    QCOMPARE(QJsonDocument::fromJson(health.body).object().value("status"_L1).toString(),
             u"error"_s);
}

void TestDemoShop::shouldBeUnwellWithAnOldSchema()
{
    makeShop(2);

    const ShopResponse health = get(u"/health/"_s);

    QCOMPARE(health.status, 503);
    QVERIFY(health.body.contains("schema 2, this release needs 3"));
}

void TestDemoShop::shouldBeUnwellWithoutAFileThatAFeatureNeeds()
{
    m_release.features = {{u"recommendations"_s, u"recommendations.json"_s}};
    makeShop(3);

    QCOMPARE(get(u"/health/"_s).status, 503);

    QFile file(m_config.folder + "/recommendations.json"_L1);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(get(u"/health/"_s).status, 200);
}

void TestDemoShop::shouldRegisterVerifyAndSignIn()
{
    makeShop(3);
    const QString form = u"user=eva&mail=eva@x.y&password=long-enough"_s;

    QCOMPARE(post(u"/register"_s, u"user=eva&mail=eva@x.y&password=short"_s).status, 422);
    QCOMPARE(post(u"/register"_s, form).status, 201);
    QCOMPARE(post(u"/register"_s, form).status, 409);
    QCOMPARE(post(u"/login"_s, form).status, 403);
    static const QRegularExpression link(u"http://shop(/verify\\S+)"_s);
    const QString path = link.match(lastMail()).captured(1);
    QCOMPARE(get(path).status, 200);
    QCOMPARE(get(path).status, 404);
    QCOMPARE(post(u"/login"_s, form).status, 200);
    QCOMPARE(post(u"/login"_s, u"user=eva&password=wrong"_s).status, 401);
}

void TestDemoShop::shouldAskForTheSecondFactor()
{
    makeShop(3);
    const QString form = u"user=admin&password=secret%20word"_s;
    const QByteArray session = sessionOf(post(u"/login"_s, form));

    QCOMPARE(post(u"/account/second-factor"_s, {}).status, 401);
    QCOMPARE(post(u"/account/second-factor"_s, {}, session).status, 200);
    const ShopResponse asked = post(u"/login"_s, form);
    QCOMPARE(asked.status, 202);
    const QString challenge
        = QJsonDocument::fromJson(asked.body).object().value("challenge"_L1).toString();
    static const QRegularExpression code(u"Your code: (\\d{6})"_s);
    const QString right
        = u"challenge=%1&code=%2"_s.arg(challenge, code.match(lastMail()).captured(1));
    QCOMPARE(post(u"/login/code"_s, right).status, 200);
    QCOMPARE(post(u"/login/code"_s, right).status, 401); // a challenge works once
}

void TestDemoShop::shouldShowTheAdministrationToAdministrators()
{
    makeShop(3);

    QCOMPARE(get(u"/admin/"_s).status, 302);
    const QByteArray session = sessionOf(post(u"/login"_s, u"user=admin&password=secret%20word"_s));
    const ShopResponse page = get(u"/admin/"_s, session);

    QCOMPARE(page.status, 200);
    QCOMPARE(header(page, "X-Frame-Options"), "DENY"_ba);
}

void TestDemoShop::shouldRefuseAForgedSession()
{
    makeShop(3);
    QByteArray session = sessionOf(post(u"/login"_s, u"user=admin&password=secret%20word"_s));

    session.back() = session.back() == '0' ? '1' : '0';

    QCOMPARE(get(u"/admin/"_s, session).status, 302);
    QCOMPARE(get(u"/admin/"_s, "session=.").status, 302);
    QCOMPARE(get(u"/admin/"_s, "session").status, 302);
}

void TestDemoShop::shouldLimitTheRateOfLogins()
{
    makeShop(3);
    const QString form = u"user=nobody&password=x"_s;
    for (int i = 0; i < 3; ++i)
        QCOMPARE(post(u"/login"_s, form).status, 401);

    const ShopResponse refused = post(u"/login"_s, form);

    QCOMPARE(refused.status, 429);
    QVERIFY(header(refused, "Retry-After").toInt() > 0);
    QCOMPARE(post(u"/login"_s, u"user=admin&password=secret%20word"_s).status, 200);
}

void TestDemoShop::shouldForgetTriesThatLeftTheWindow()
{
    using namespace std::chrono_literals;
    RateLimiter limiter(2, 10s);

    QVERIFY(limiter.admit(u"a"_s, 0s));
    QVERIFY(limiter.admit(u"a"_s, 4s));
    QVERIFY(!limiter.admit(u"a"_s, 9s));
    QCOMPARE(limiter.retryAfter(u"a"_s, 9s), std::chrono::milliseconds(1000));
    QVERIFY(limiter.admit(u"a"_s, 10s));
    QVERIFY(!limiter.admit(u"a"_s, 13s));
    QVERIFY(limiter.admit(u"b"_s, 13s));
}

void TestDemoShop::shouldCountRequestsInMetrics()
{
    ShopMetrics metrics(u"v1"_s);
    metrics.count(200, std::chrono::milliseconds(2));
    metrics.count(200, std::chrono::milliseconds(40));
    metrics.count(503, std::chrono::seconds(2));

    const QByteArray text = metrics.exposition();

    for (const char *line :
         {"http_requests_total{code=\"200\"} 2\n", "http_requests_total{code=\"503\"} 1\n",
          "http_request_duration_seconds_bucket{le=\"0.001\"} 0\n",
          "http_request_duration_seconds_bucket{le=\"0.05\"} 2\n",
          "http_request_duration_seconds_bucket{le=\"+Inf\"} 3\n",
          "http_request_duration_seconds_sum 2.042\n", "http_request_duration_seconds_count 3\n",
          "shop_build_info{version=\"v1\"} 1\n"})
        QVERIFY2(text.contains(line), line);
}

void TestDemoShop::shouldTakeMigrationsBack()
{
    auto database = ShopDatabase::open(m_config.databasePath, ShopDatabase::Open::CreateIfMissing);
    QVERIFY(database);

    for (const int schema : {3, 2, 3, 0, 3}) {
        QVERIFY((*database)->migrate(m_release.migrations, schema));
        QCOMPARE((*database)->schema().value_or(-1), schema);
    }
}

QTEST_GUILESS_MAIN(TestDemoShop)
#include "tst_demoshop.moc"
