// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envexportfailures.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace slipway {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::EnvExport)
};

QByteArray hex(char16_t unit, int digits)
{
    return QByteArray::number(uint(unit), 16).rightJustified(digits, '0');
}

/// The text in double quotes, as JSON and YAML both read it (RFC 8259, section 7; YAML 1.2.2,
/// section 5.7).
QByteArray quotedText(const QByteArray &text)
{
    QByteArray result("\"");
    const QString units = QString::fromUtf8(text);
    QString plain;
    for (const QChar unit : units) {
        const char16_t code = unit.unicode();
        // What YAML takes for a line break, or may not hold as it is.
        const bool isSpecial = code < 0x20 || (code >= 0x7f && code <= 0x9f) || code == 0x2028
            || code == 0x2029 || code == 0xfeff || code >= 0xfffe;
        if (code != u'"' && code != u'\\' && !isSpecial) {
            plain += unit;
            continue;
        }
        result += plain.toUtf8();
        plain.clear();
        if (code == u'\n')
            result += "\\n";
        else if (code == u'\r')
            result += "\\r";
        else if (code == u'\t')
            result += "\\t";
        else if (isSpecial)
            result += "\\u" + hex(code, 4);
        else
            result += QByteArray("\\") + char(code);
    }
    return result + plain.toUtf8() + '"';
}

/// A key that every YAML reader takes for a text needs no quotes; "no", "1" or "~" do.
QByteArray yamlKey(const QByteArray &key)
{
    static const QByteArrayList words{"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
    const auto isLetter = [](char byte) {
        return byte == '_' || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    };
    const bool isPlain = !key.isEmpty() && isLetter(key.front())
        && std::ranges::all_of(key, [isLetter](char byte) {
               return isLetter(byte) || (byte >= '0' && byte <= '9') || byte == '-' || byte == '.';
           });
    return isPlain && !words.contains(key.toLower()) ? key : quotedText(key);
}

/// A DNS subdomain (RFC 1123), as Kubernetes wants names of objects.
bool isObjectName(const QString &name)
{
    const auto isAlphanumeric = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
    };
    if (name.isEmpty() || name.size() > 253)
        return false;
    const QStringList labels = name.split(u'.');
    return std::ranges::all_of(labels, [isAlphanumeric](const QString &label) {
        return !label.isEmpty() && isAlphanumeric(label.front()) && isAlphanumeric(label.back())
            && std::ranges::all_of(
                label, [isAlphanumeric](QChar c) { return isAlphanumeric(c) || c == u'-'; });
    });
}

/// As Kubernetes validates the keys of a Secret.
bool isSecretKey(const QByteArray &key)
{
    return !key.isEmpty() && key.size() <= 253 && key != "." && !key.startsWith("..")
        && std::ranges::all_of(key, [](char byte) {
               return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
                   || (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
           });
}

Result<void> checkUtf8(const EnvReading &reading, EnvExportFormat format)
{
    for (const EnvValue &value : reading.values) {
        if (!value.key.isValidUtf8())
            return cannotExportName(value.key, format);
        if (value.value && !value.value->isValidUtf8())
            return cannotExportValue(value, format);
    }
    return {};
}

} // namespace

Result<QByteArray> exportJson(const EnvReading &reading)
{
    if (Result<void> fits = checkUtf8(reading, EnvExportFormat::Json); !fits)
        return std::unexpected(fits.error());
    QByteArray text("{");
    for (const EnvValue &value : reading.values) {
        text += text.size() > 1 ? ",\n  " : "\n  ";
        text += quotedText(value.key) + ": "
            + (value.value ? quotedText(*value.value) : QByteArray("null"));
    }
    text += reading.values.isEmpty() ? "}\n" : "\n}\n";
    return text;
}

Result<QByteArray> exportYaml(const EnvReading &reading)
{
    if (Result<void> fits = checkUtf8(reading, EnvExportFormat::Yaml); !fits)
        return std::unexpected(fits.error());
    QByteArray text;
    for (const EnvValue &value : reading.values) {
        text += yamlKey(value.key) + ": "
            + (value.value ? quotedText(*value.value) : QByteArray("null")) + '\n';
    }
    return text.isEmpty() ? QByteArray("{}\n") : text;
}

Result<QByteArray> exportKubernetesSecret(const EnvReading &reading, const QString &name)
{
    constexpr qsizetype mostBytes = 1024 * 1024; // of all values of one Secret
    if (!isObjectName(name)) {
        return failure(ErrorCode::InvalidInput,
                       Words::tr("‘%1’ cannot be the name of a Secret. Take small letters, digits, "
                                 "‘-’ and ‘.’.")
                           .arg(name));
    }
    QByteArray data;
    qsizetype size = 0;
    for (const EnvValue &value : reading.values) {
        if (!isSecretKey(value.key))
            return cannotExportName(value.key, EnvExportFormat::KubernetesSecret);
        if (!value.value) {
            data += "  # " + value.key + " has no value\n";
            continue;
        }
        size += value.value->size();
        if (size > mostBytes) {
            return failure(ErrorCode::InvalidInput,
                           Words::tr("With ‘%1’ the values are more than the 1 MiB that a Secret "
                                     "holds. Divide them among several.")
                               .arg(QString::fromUtf8(value.key)));
        }
        // Quoted, as base64 may look like a number.
        data += "  " + yamlKey(value.key) + ": \"" + value.value->toBase64() + "\"\n";
    }
    return "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"" + name.toLatin1()
        + "\"\ntype: Opaque\n"
        + (data.isEmpty() ? QByteArray("data: {}\n") : QByteArray("data:\n" + data));
}

} // namespace slipway
