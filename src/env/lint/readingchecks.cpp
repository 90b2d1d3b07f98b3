// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/readingchecks.h"

#include "env/dialects/readingfaults.h"
#include "env/lint/bcrypt.h"
#include "env/lint/dialecttraits.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

/// Where a command may begin, in a value that is not in single quotes: "$(" or a backtick.
qsizetype commandIn(const EnvDocument &document, const EnvStatement &statement)
{
    if (statement.quote == EnvStatement::Quote::Single)
        return -1;
    const QByteArrayView value = document.text(statement.value);
    const qsizetype dollar = value.indexOf("$(");
    if (dollar >= 0)
        return statement.value.at + dollar;
    const qsizetype backtick = value.indexOf('`');
    return backtick < 0 ? -1 : statement.value.at + backtick;
}

bool isSpace(QChar c)
{
    return c.isSpace();
}

QString withoutSpacesBefore(QByteArrayView text)
{
    const QString whole = QString::fromUtf8(text);
    return whole.sliced(std::ranges::find_if_not(whole, isSpace) - whole.begin());
}

/// With line ends.
QByteArrayView withoutBlanksBefore(QByteArrayView text)
{
    const auto begin
        = std::ranges::find_if_not(text, [](char c) { return isEnvBlank(c) || c == '\n'; });
    return text.sliced(begin - text.begin());
}

/// What a loader may take for a name in the text of a line; the longer first.
QStringList namesIn(QByteArrayView line)
{
    line = line.first(std::ranges::find(line, '\n') - line.begin());
    if (line.endsWith('\r'))
        line.chop(1);
    QStringList names;
    for (const qsizetype end : {line.size(), line.indexOf('='), line.indexOf(':')}) {
        const QString name = withoutSpacesBefore(line.first(std::max<qsizetype>(end, 0)));
        names << name << name.trimmed();
    }
    return names;
}

class ReadingChecks
{
public:
    ReadingChecks(const LintInput &input, const LintReadings &readings, FindingSink &sink)
        : m_input(input)
        , m_document(input.document)
        , m_readings(readings)
        , m_sink(sink)
    { }

    void run()
    {
        checkErrors();
        if (m_sink.wants(EnvCheck::CommandSubstitution))
            checkCommands();
        if (m_sink.wants(EnvCheck::DialectsDiffer))
            checkDifferences();
        if (m_sink.wants(EnvCheck::BcryptDollar))
            checkBcrypt();
    }

private:
    const EnvStatement *statementOn(int line) const
    {
        if (line < 1 || line > m_input.table.lineCount())
            return nullptr;
        return m_document.statementAt(m_input.table.startOf(line));
    }

    /// What to underline for a loader's complaint of a line: the line's text.
    EnvRange rangeOf(int line) const
    {
        const int known = std::clamp(line, 1, m_input.table.lineCount());
        const qsizetype at = m_input.table.startOf(known);
        return {at, m_input.table.endOf(known) - at};
    }

    /// What a loader takes for a name and refuses may well be a value, or have one in it: the rest
    /// of "PASSWORD: …" up to an "=" in it. So a complaint does not repeat it.
    QString withoutName(const QString &complaint, int line) const
    {
        constexpr QByteArrayView exported("export");
        QByteArrayView text = m_input.text.sliced(rangeOf(line).at);
        if (text.startsWith(envByteOrderMark))
            text = text.sliced(envByteOrderMark.size());
        text = withoutBlanksBefore(text);
        QStringList names = namesIn(text);
        // Compose looks for a name on the lines below too.
        if (text.startsWith(exported))
            names += namesIn(withoutBlanksBefore(text.sliced(exported.size())));
        for (const QString &name : std::as_const(names)) {
            if (std::ranges::any_of(name, isSpace) && complaint.contains(name))
                return QString(complaint).replace(name, u"…"_s);
        }
        return complaint;
    }

    void checkErrors()
    {
        std::map<std::pair<int, QString>, QList<EnvDialect>> complaints;
        for (const DialectReading &read : m_readings.all()) {
            const auto &errors = read.reading.errors;
            if (read.isRefused()) {
                const EnvRange range = rangeOf(errors.first().line);
                m_sink.addIfOn(EnvCheck::FileRefused, range, {},
                               tr("%1 reads nothing of this file: %2")
                                   .arg(toString(read.dialect),
                                        withoutName(errors.first().message, errors.first().line)));
                continue;
            }
            const auto most = std::min<qsizetype>(errors.size(), FindingSink::mostOfACheck);
            for (const EnvReadError &error : errors.first(most))
                complaints[{error.line, error.message}].append(read.dialect);
        }
        for (const auto &[complaint, dialects] : complaints)
            report(complaint.first, complaint.second, dialects);
    }

    void report(int line, const QString &complaint, const QList<EnvDialect> &dialects)
    {
        const EnvStatement *statement = statementOn(line);
        const QByteArrayView key = statement ? m_document.keyOf(*statement) : QByteArrayView();
        if (complaint != ReadingFault::commandNotRun()) {
            m_sink.addIfOn(EnvCheck::LineIgnored, rangeOf(line), key,
                           u"%1: %2"_s.arg(listed(dialects), withoutName(complaint, line)));
            return;
        }
        const qsizetype command = statement ? commandIn(m_document, *statement) : -1;
        const EnvRange range
            = command < 0 ? rangeOf(line) : EnvRange{command, statement->value.end() - command};
        m_commandLines.insert(statement ? statement->line : line);
        m_sink.addIfOn(EnvCheck::CommandSubstitution, range, key,
                       tr("%1 runs a command that stands here each time the file is read.")
                           .arg(listed(dialects)));
    }

    void checkCommands()
    {
        if (!m_input.text.contains("$(") && !m_input.text.contains('`'))
            return;
        for (const EnvStatement &statement : m_document.statements()) {
            const qsizetype at = commandIn(m_document, statement);
            if (at < 0 || m_commandLines.contains(statement.line)
                || statement.quote == EnvStatement::Quote::Backtick)
                continue;
            const EnvRange range{at, statement.value.end() - at};
            m_sink.addIfOn(EnvCheck::CommandSubstitution,
                           {0, range, m_document.keyOf(statement), EnvSeverity::Info},
                           tr("Text to the enabled loaders, but sh, ruby, dotenvx and "
                              "dotenv-expand would take it for a command and run it."));
        }
    }

    void checkDifferences()
    {
        QList<qsizetype> readers;
        for (qsizetype i = 0; i < m_readings.all().size(); ++i) {
            if (!m_readings.all().at(i).isRefused())
                readers.append(i);
        }
        if (readers.size() < 2)
            return;
        for (qsizetype place = 0; place < m_readings.keyCount(); ++place) {
            const auto valueOf = [&](qsizetype reader) {
                const EnvValue *value = m_readings.value(place, reader);
                return value ? value->value : std::nullopt;
            };
            const auto isOther = [&](qsizetype reader) {
                const EnvValue *a = m_readings.value(place, reader);
                const EnvValue *b = m_readings.value(place, readers.first());
                return a && b ? a->value != b->value : valueOf(reader) != valueOf(readers.first());
            };
            if (std::ranges::any_of(readers, isOther))
                reportDifference(place, readers);
        }
    }

    void reportDifference(qsizetype place, const QList<qsizetype> &readers)
    {
        struct Group
        {
            std::optional<QByteArray> value;
            QList<EnvDialect> dialects;
        };
        QList<Group> groups;
        int line = 0;
        for (const qsizetype reader : readers) {
            const EnvValue *value = m_readings.value(place, reader);
            const auto read = value ? value->value : std::nullopt;
            line = line == 0 && value ? value->line : line;
            auto group = std::ranges::find(groups, read, &Group::value);
            if (group == groups.end())
                group = groups.insert(groups.end(), {read, {}});
            group->dialects.append(m_readings.all().at(reader).dialect);
        }
        const EnvStatement *statement = m_document.find(m_readings.key(place));
        if (!statement)
            statement = statementOn(line);
        if (!statement || m_differingLines.contains(statement->line))
            return;
        m_differingLines.insert(statement->line);
        QStringList texts;
        for (const Group &group : groups) {
            const QString names = listed(group.dialects);
            texts.append(group.value ? names : tr("%1 (none)").arg(names));
        }
        const EnvRange range = statement->value.size > 0 ? statement->value
            : statement->key.size > 0                    ? statement->key
                                                         : rangeOf(statement->line);
        m_sink.addIfOn(EnvCheck::DialectsDiffer, range, m_document.keyOf(*statement),
                       tr("The loaders do not read the same value: %1.").arg(texts.join(u" ≠ "_s)));
    }

    void checkBcrypt()
    {
        if (!m_input.text.contains("$2"))
            return;
        for (const EnvStatement &statement : m_document.statements()) {
            const EnvRange hash = bcryptHashIn(m_document, statement);
            if (hash.size == 0)
                continue;
            const QList<EnvDialect> breaking = breakersOf(m_document.text(hash), statement);
            if (breaking.isEmpty())
                continue;
            m_sink.addIfOn(EnvCheck::BcryptDollar, hash, m_document.keyOf(statement),
                           tr("%1 takes \"$\" in this bcrypt hash for the beginning of a variable "
                              "and reads another value.")
                               .arg(listed(breaking)));
        }
    }

    QList<EnvDialect> breakersOf(QByteArrayView hash, const EnvStatement &statement) const
    {
        QList<EnvDialect> breakers;
        const qsizetype place = m_readings.find(m_document.keyOf(statement));
        for (qsizetype i = 0; place >= 0 && i < m_readings.all().size(); ++i) {
            const EnvValue *value = m_readings.value(place, i);
            if (value && value->line == statement.line && value->value
                && !value->value->contains(hash))
                breakers.append(m_readings.all().at(i).dialect);
        }
        return breakers;
    }

    const LintInput &m_input;
    const EnvDocument &m_document;
    const LintReadings &m_readings;
    FindingSink &m_sink;
    QSet<int> m_commandLines;
    QSet<int> m_differingLines;
};

} // namespace

EnvChecks readingChecks()
{
    EnvChecks checks;
    for (const EnvCheck check :
         {EnvCheck::FileRefused, EnvCheck::LineIgnored, EnvCheck::CommandSubstitution,
          EnvCheck::DialectsDiffer, EnvCheck::BcryptDollar})
        checks.insert(check);
    return checks;
}

void runReadingChecks(const LintInput &input, const LintReadings &readings, FindingSink &sink)
{
    ReadingChecks(input, readings, sink).run();
}

} // namespace slipway
