// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envexport.h"

#include "env/envexportfailures.h"
#include "env/envtrials.h"
#include "env/envwriter.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

using Quote = EnvStatement::Quote;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvExport)
};

constexpr std::array formatNames{
    std::pair{EnvExportFormat::Compose, "compose"_L1},
    std::pair{EnvExportFormat::Docker, "docker"_L1},
    std::pair{EnvExportFormat::Systemd, "systemd"_L1},
    std::pair{EnvExportFormat::Sh, "sh"_L1},
    std::pair{EnvExportFormat::Json, "json"_L1},
    std::pair{EnvExportFormat::Yaml, "yaml"_L1},
    std::pair{EnvExportFormat::KubernetesSecret, "kubernetes"_L1},
};

EnvDialect readerOf(EnvExportFormat format)
{
    switch (format) {
    case EnvExportFormat::Docker:
        return EnvDialect::Docker;
    case EnvExportFormat::Systemd:
        return EnvDialect::Systemd;
    case EnvExportFormat::Sh:
        return EnvDialect::Sh;
    default:
        return EnvDialect::Compose;
    }
}

/// Nothing in it means anything to any loader.
bool isPlain(const QByteArray &value)
{
    return !value.isEmpty() && std::ranges::all_of(value, [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
            || (byte >= '0' && byte <= '9') || QByteArrayView("_-./:@%+,").contains(byte);
    });
}

/// Writes lines of assignments for one loader.
class LineExport
{
public:
    explicit LineExport(EnvExportFormat format)
        : m_format(format)
        , m_dialect(readerOf(format))
        , m_enabled(envDialectSet({m_dialect}))
    { }
    Result<QByteArray> of(const EnvReading &reading) const;

private:
    Result<QByteArray> lineOf(const EnvValue &value) const;
    QByteArray lineWithout(const QByteArray &key) const;
    std::optional<QByteArray> written(const EnvIntent &intent) const;
    QList<Quote> quotesFor(const QByteArray &value) const;
    Result<void> prove(const QByteArray &text, const EnvReading &reading) const;

    const EnvExportFormat m_format;
    const EnvDialect m_dialect;
    const EnvDialectSet m_enabled;
};

Result<QByteArray> LineExport::of(const EnvReading &reading) const
{
    QByteArray text;
    for (const EnvValue &value : reading.values) {
        const Result<QByteArray> line = lineOf(value);
        if (!line)
            return line;
        text += *line;
    }
    if (Result<void> proven = prove(text, reading); !proven)
        return std::unexpected(proven.error());
    return text;
}

Result<QByteArray> LineExport::lineOf(const EnvValue &value) const
{
    if (!isEnvKey(value.key))
        return cannotExportName(value.key, m_format);
    if (!value.value)
        return lineWithout(value.key);
    if (const std::optional<QByteArray> line = written({value.key, *value.value}))
        return *line;
    // Is it the name or the value?
    if (written({value.key, "1"}))
        return cannotExportValue(value, m_format);
    return cannotExportName(value.key, m_format);
}

QByteArray LineExport::lineWithout(const QByteArray &key) const
{
    const bool canInherit
        = m_format == EnvExportFormat::Compose || m_format == EnvExportFormat::Docker;
    if (canInherit)
        return key + '\n';
    return "# " + key + " has no value\n";
}

/// The line that the loader reads back; nullopt when there is none.
std::optional<QByteArray> LineExport::written(const EnvIntent &intent) const
{
    EnvLine line = EnvLine::ofKey(intent.key, "\n");
    if (m_format == EnvExportFormat::Sh)
        line.text = EnvDocument("export " + intent.key + "=\n");
    for (const Quote quote : quotesFor(intent.value)) {
        line.preferred = quote;
        if (const std::optional<EnvTrial> trial = EnvTrials(intent, line, m_enabled).quick())
            return line.with(trial->writing.text).bytes();
    }
    const EnvTrial best = EnvTrials(intent, line, m_enabled).best();
    if ((best.followed & m_enabled) != m_enabled)
        return std::nullopt;
    return line.with(best.writing.text).bytes();
}

QList<Quote> LineExport::quotesFor(const QByteArray &value) const
{
    if (m_format == EnvExportFormat::Docker)
        return {Quote::None};
    if (m_format == EnvExportFormat::Sh)
        return {Quote::Single};
    if (isPlain(value))
        return {Quote::None};
    if (value.contains('\''))
        return {Quote::Double, Quote::Single};
    return {Quote::Single, Quote::Double};
}

Result<void> LineExport::prove(const QByteArray &text, const EnvReading &reading) const
{
    QHash<QByteArray, QByteArray> read;
    for (const EnvValue &value : readEnv(text, m_dialect).values) {
        if (value.value)
            read.insert(value.key, *value.value);
    }
    for (const EnvValue &value : reading.values) {
        if (value.value && read.value(value.key) != *value.value)
            return cannotExportValue(value, m_format);
    }
    return {};
}

/// What in a value is likely to be the reason.
QString reasonOf(const QByteArray &value)
{
    if (value.contains('\0'))
        return Words::tr("it holds a NUL byte");
    if (!value.isValidUtf8())
        return Words::tr("it is no UTF-8 text");
    if (value.contains('\n') || value.contains('\r'))
        return Words::tr("it holds a line break");
    return Words::tr("no way of writing it is read back exactly");
}

} // namespace

std::unexpected<Error> cannotExportName(const QByteArray &key, EnvExportFormat format)
{
    return failure(ErrorCode::InvalidInput,
                   Words::tr("‘%1’ cannot be a name in the format ‘%2’. Rename it or leave it out.")
                       .arg(QString::fromUtf8(key), toString(format)));
}

std::unexpected<Error> cannotExportValue(const EnvValue &value, EnvExportFormat format)
{
    return failure(
        ErrorCode::InvalidInput,
        Words::tr("The value of ‘%1’ cannot be written in the format ‘%2’: %3. Store it as "
                  "base64 or choose another format.")
            .arg(QString::fromUtf8(value.key), toString(format),
                 reasonOf(value.value.value_or(QByteArray()))));
}

Result<QByteArray> exportEnv(const EnvReading &reading, EnvExportFormat format, const QString &name)
{
    switch (format) {
    case EnvExportFormat::Json:
        return exportJson(reading);
    case EnvExportFormat::Yaml:
        return exportYaml(reading);
    case EnvExportFormat::KubernetesSecret:
        return exportKubernetesSecret(reading, name);
    default:
        return LineExport(format).of(reading);
    }
}

const QList<EnvExportFormat> &allEnvExportFormats()
{
    static const QList<EnvExportFormat> all = [] {
        QList<EnvExportFormat> list;
        for (const auto &[format, text] : formatNames)
            list.append(format);
        return list;
    }();
    return all;
}

QString toString(EnvExportFormat format)
{
    for (const auto &[known, text] : formatNames) {
        if (known == format)
            return text;
    }
    Q_UNREACHABLE_RETURN({});
}

std::optional<EnvExportFormat> envExportFormatFromString(QStringView name)
{
    for (const auto &[format, text] : formatNames) {
        if (name == text)
            return format;
    }
    return std::nullopt;
}

} // namespace slipway
