// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

struct Module
{
    QSet<QString> mayUse;
    QSet<QString> thirdParty;
};

QString readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QSet<QString> listOf(const QString &cell)
{
    QSet<QString> names;
    for (const QString &part : cell.split(u',', Qt::SkipEmptyParts)) {
        const QString name = part.trimmed();
        if (!name.isEmpty() && name != u"-"_s)
            names.insert(name);
    }
    return names;
}

QMap<QString, Module> modulesOf(const QString &architecture)
{
    static const QRegularExpression row(u"^\\| `(\\w+)` \\|[^|]*\\|([^|]*)\\|([^|]*)\\|$"_s,
                                        QRegularExpression::MultilineOption);
    QMap<QString, Module> modules;
    for (const auto &match : row.globalMatch(architecture))
        modules.insert(match.captured(1), {listOf(match.captured(2)), listOf(match.captured(3))});
    return modules;
}

/// "QNetworkReply" -> "Qt Network"; Qt Core's headers and the standard library's give nothing.
QString libraryOf(const QString &header)
{
    static const QMap<QString, QString> others{
        {u"libssh/"_s, u"libssh"_s},
        {u"libfyaml"_s, u"libfyaml"_s},
        {u"vterm"_s, u"libvterm"_s},
        {u"openssl/"_s, u"OpenSSL"_s},
        {u"curl/"_s, u"libcurl"_s},
        {u"qt6keychain/"_s, u"QtKeychain"_s},
        {u"KSyntaxHighlighting/"_s, u"KSyntaxHighlighting"_s},
        {u"sqlite3"_s, u"SQLite"_s},
        {u"md4c"_s, u"md4c"_s},
        {u"yaml-cpp/"_s, u"yaml-cpp"_s},
        {u"zlib.h"_s, u"zlib"_s},
    };
    for (auto it = others.cbegin(); it != others.cend(); ++it) {
        if (header.startsWith(it.key()))
            return it.value();
    }
    const QString bare = header.section(u'/', -1);
    const QStringList roots = QString::fromLatin1(SLIPWAY_QT_HEADERS).split(u';');
    for (const QString &root : roots) {
        for (const QString &name : {u"Network"_s, u"Sql"_s, u"Gui"_s, u"Widgets"_s, u"Svg"_s,
                                    u"HttpServer"_s, u"Charts"_s, u"WebSockets"_s}) {
            if (QFile::exists(root + u"/../Qt"_s + name + u'/' + bare)
                || QFile::exists(root + u"/Qt"_s + name + u'/' + bare)) {
                return u"Qt "_s + name;
            }
        }
    }
    return {};
}

struct Include
{
    QString file;
    QString header;
    bool own = false;
};

QList<Include> includesOf(const QString &folder)
{
    static const QRegularExpression line(u"^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"_s,
                                         QRegularExpression::MultilineOption);
    QList<Include> includes;
    QDirIterator files(folder, {u"*.h"_s, u"*.cpp"_s}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const QString text = readAll(path);
        for (const auto &match : line.globalMatch(text))
            includes.append({path, match.captured(2), match.captured(1) == u"\""_s});
    }
    return includes;
}

} // namespace

class TestArchitecture : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_source = QString::fromLatin1(SLIPWAY_SOURCE_DIR);
        m_modules = modulesOf(readAll(m_source + u"/ARCHITECTURE.md"_s));
        QVERIFY2(!m_modules.isEmpty(), "no module table in ARCHITECTURE.md");
    }

    void everyFolderIsInTheTable()
    {
        const auto folders
            = QDir(m_source + u"/src"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);

        QSet<QString> known(m_modules.keyBegin(), m_modules.keyEnd());
        QSet<QString> found(folders.begin(), folders.end());
        found.remove(u"cmake"_s);

        QCOMPARE(found, known);
    }

    void everyModuleIsListedAfterWhatItUses()
    {
        const QString table = readAll(m_source + u"/ARCHITECTURE.md"_s);
        for (auto it = m_modules.cbegin(); it != m_modules.cend(); ++it) {
            for (const QString &used : it->mayUse) {
                QVERIFY2(m_modules.contains(used),
                         qPrintable(it.key() + u" uses unknown "_s + used));
                QVERIFY2(table.indexOf(u"| `"_s + used + u"` |"_s)
                             < table.indexOf(u"| `"_s + it.key() + u"` |"_s),
                         qPrintable(it.key() + u" stands before "_s + used));
            }
        }
    }

    void includesGoOnlyDownwards_data() { addModules(); }
    void includesGoOnlyDownwards()
    {
        QFETCH(QString, module);
        const Module rules = m_modules.value(module);

        QStringList faults;
        for (const Include &include : includesOf(m_source + u"/src/"_s + module)) {
            if (!include.own || !include.header.contains(u'/'))
                continue;
            const QString used = include.header.section(u'/', 0, 0);
            if (used != module && !rules.mayUse.contains(used))
                faults.append(include.file + u": "_s + include.header);
        }

        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void thirdPartyHeadersStayInTheirModule_data() { addModules(); }
    void thirdPartyHeadersStayInTheirModule()
    {
        QFETCH(QString, module);
        const Module rules = m_modules.value(module);

        QStringList faults;
        for (const Include &include : includesOf(m_source + u"/src/"_s + module)) {
            const QString library = include.own ? QString() : libraryOf(include.header);
            if (!library.isEmpty() && !rules.thirdParty.contains(library))
                faults.append(include.file + u": <"_s + include.header + u"> of "_s + library);
        }

        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    }

    void knowsWhichLibraryAHeaderBelongsTo_data()
    {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("library");
        QTest::newRow("network") << u"QNetworkReply"_s << u"Qt Network"_s;
        QTest::newRow("sql") << u"QSqlQuery"_s << u"Qt Sql"_s;
        QTest::newRow("widgets") << u"QMainWindow"_s << u"Qt Widgets"_s;
        QTest::newRow("gui") << u"QPainter"_s << u"Qt Gui"_s;
        QTest::newRow("core") << u"QString"_s << QString();
        QTest::newRow("standard") << u"vector"_s << QString();
        QTest::newRow("libssh") << u"libssh/libssh.h"_s << u"libssh"_s;
    }
    void knowsWhichLibraryAHeaderBelongsTo()
    {
        QFETCH(QString, header);
        QFETCH(QString, library);

        QCOMPARE(libraryOf(header), library);
    }

private:
    void addModules()
    {
        QTest::addColumn<QString>("module");
        for (auto it = m_modules.cbegin(); it != m_modules.cend(); ++it)
            QTest::newRow(qPrintable(it.key())) << it.key();
    }

    QString m_source;
    QMap<QString, Module> m_modules;
};

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
