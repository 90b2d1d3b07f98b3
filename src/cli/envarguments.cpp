// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/envarguments.h"

#include "plan/suggestion.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvArguments)
};

QStringList dialectNames()
{
    QStringList names;
    for (const EnvDialect dialect : allEnvDialects())
        names << toString(dialect);
    return names;
}
} // namespace

OptionSpec dialectOption(const QString &help)
{
    return {
        u"dialect"_s, u"D[,D]"_s,
        help + u' '
            + Words::tr("Dialects: %1; “all” for all of them.").arg(dialectNames().join(u", "_s))};
}

Result<QList<EnvDialect>> dialectsOf(const Arguments &arguments, const QList<EnvDialect> &fallback)
{
    if (!arguments.has(u"dialect"_s))
        return fallback;
    QList<EnvDialect> dialects;
    const QStringList names = arguments.value(u"dialect"_s).split(u',');
    for (const QString &name : names) {
        if (name == "all"_L1)
            return allEnvDialects();
        const std::optional<EnvDialect> dialect = envDialectFromString(name.trimmed());
        if (!dialect)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("“%1” is no dialect; there are %2.")
                                   .arg(name, dialectNames().join(u", "_s))
                               + suggestion(name, dialectNames()));
        if (!dialects.contains(*dialect))
            dialects << *dialect;
    }
    return dialects;
}

OptionSpec processOption()
{
    return {u"env"_s, u"K=V"_s,
            Words::tr("A variable of the process that reads the file. Slipway's own are not used."),
            OptionSpec::Many::Yes};
}

Result<EnvVariables> processOf(const Arguments &arguments)
{
    EnvVariables process;
    const QStringList given = arguments.values(u"env"_s);
    for (const QString &each : given) {
        const qsizetype equals = each.indexOf(u'=');
        if (equals <= 0)
            return failure(ErrorCode::InvalidInput,
                           Words::tr("--env takes NAME=VALUE, and “%1” is not of that form.")
                               .arg(each.section(u'=', 0, 0)));
        process.insert(each.first(equals).toLocal8Bit(), each.sliced(equals + 1).toLocal8Bit());
    }
    return process;
}

Result<QByteArray> readEnvInput(const QString &path)
{
    if (path != "-"_L1)
        return readEnvFile(path).transform(
            [](const EnvFileContent &content) { return content.bytes; });
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       Words::tr("Standard input cannot be read: %1.").arg(input.errorString()));
    QByteArray bytes = input.read(envFileSizeLimit + 1);
    if (bytes.size() > envFileSizeLimit)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("Standard input holds more than a .env file can: 16 MiB."));
    return bytes;
}

QByteArray jsonText(QByteArrayView text)
{
    // QString::fromUtf8() would drop a byte order mark, which some loaders make part of a key.
    QStringDecoder decoder(QStringConverter::Utf8, QStringConverter::Flag::ConvertInitialBom);
    const QString decoded = decoder.decode(text);
    const QByteArray list = QJsonDocument(QJsonArray{decoded}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

} // namespace slipway
