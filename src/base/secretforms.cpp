// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secretforms.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

#include <algorithm>
#include <cstring>
#include <utility>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

using Visit = std::function<void(QByteArrayView)>;

/// A working copy of secret text that is wiped when it goes.
class Scratch
{
public:
    Scratch(QByteArray bytes) : m_bytes(std::move(bytes)) { }
    ~Scratch() { ::explicit_bzero(m_bytes.data(), size_t(m_bytes.size())); }
    Q_DISABLE_COPY_MOVE(Scratch)

    QByteArrayView view() const { return m_bytes; }
    QByteArray &bytes() { return m_bytes; }

private:
    QByteArray m_bytes;
};

/// The text without a copy of it; valid as long as the text.
QByteArray shared(QByteArrayView text)
{
    return QByteArray::fromRawData(text.data(), text.size());
}

QByteArray percentEncoded(QByteArrayView text, QByteArrayView digits, QByteArrayView space)
{
    QByteArray result;
    result.reserve(text.size() * 3);
    for (const char byte : text) {
        const auto value = uchar(byte);
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
            || (byte >= '0' && byte <= '9') || std::strchr("-._~", byte) != nullptr;
        if (plain && byte != '\0')
            result += byte;
        else if (byte == ' ')
            result += space;
        else
            result.append('%').append(digits[value >> 4]).append(digits[value & 15]);
    }
    return result;
}

/// What encoders differ in: PHP escapes slashes, Go escapes what HTML could misread.
struct JsonStyle
{
    QByteArrayView escapedAsUnicode = {};
    bool escapesSlash = false;
    bool escapesNonAscii = false;
};

void appendJsonAscii(QByteArray &to, char byte, const JsonStyle &style)
{
    static constexpr std::pair<char, char> shortForms[] = {
        {'"', '"'}, {'\\', '\\'}, {'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}, {'\b', 'b'}, {'\f', 'f'}};
    const auto *shortForm = std::ranges::find(shortForms, byte, &std::pair<char, char>::first);
    if (shortForm != std::end(shortForms))
        to.append('\\').append(shortForm->second);
    else if (byte == '/' && style.escapesSlash)
        to += "\\/";
    else if (uchar(byte) < 32 || style.escapedAsUnicode.contains(byte))
        to.append("\\u00").append(QByteArrayView(&byte, 1).toByteArray().toHex());
    else
        to += byte;
}

QByteArray jsonEscaped(QByteArrayView text, const JsonStyle &style)
{
    QByteArray result;
    result.reserve(text.size() * 6);
    if (!style.escapesNonAscii) {
        for (const char byte : text)
            appendJsonAscii(result, byte, style);
        return result;
    }
    QString units = QString::fromUtf8(text);
    for (const QChar unit : std::as_const(units)) {
        if (unit.unicode() < 128)
            appendJsonAscii(result, char(unit.unicode()), style);
        else
            result.append("\\u").append(
                QByteArray::number(unit.unicode(), 16).rightJustified(4, '0'));
    }
    units.fill(u' ');
    return result;
}

QByteArray withBackslashBefore(QByteArrayView text, const char *special)
{
    QByteArray result;
    result.reserve(text.size() * 2);
    for (const char byte : text) {
        if (byte != '\0' && std::strchr(special, byte) != nullptr)
            result += '\\';
        result += byte;
    }
    return result;
}

QByteArray replacing(QByteArrayView text,
                     std::initializer_list<std::pair<char, const char *>> table)
{
    QByteArray result;
    result.reserve(text.size() * 6);
    for (const char byte : text) {
        const auto *entry
            = std::ranges::find(table, byte, [](const auto &pair) { return pair.first; });
        if (entry != table.end())
            result += entry->second;
        else
            result += byte;
    }
    return result;
}

void visitScratch(const Visit &visit, QByteArray bytes)
{
    const Scratch scratch(std::move(bytes));
    visit(scratch.view());
}

/// The base64 characters that depend on `text` alone when it follows `offset` other bytes.
void visitBase64(QByteArrayView text, qsizetype offset, const Visit &visit)
{
    Scratch padded(QByteArray(offset, '\0') + text);
    const qsizetype firstWhole = (offset * 8 + 5) / 6;
    const qsizetype behindLastWhole = padded.view().size() * 8 / 6;
    Scratch encoded(padded.bytes().toBase64());
    visit(encoded.view().sliced(firstWhole, behindLastWhole - firstWhole));
    for (char &byte : encoded.bytes())
        byte = byte == '+' ? '-' : byte == '/' ? '_' : byte;
    visit(encoded.view().sliced(firstWhole, behindLastWhole - firstWhole));
}

/// `base64` and `openssl base64` break a long text into lines.
void visitWrappedBase64(QByteArrayView text, const Visit &visit)
{
    const Scratch encoded(shared(text).toBase64());
    for (const qsizetype width : {64, 76}) {
        for (qsizetype from = 0; encoded.view().size() > width && from < encoded.view().size();
             from += width)
            visit(encoded.view().sliced(from, std::min(width, encoded.view().size() - from)));
    }
}

void visitEncodings(QByteArrayView text, const Visit &visit)
{
    constexpr QByteArrayView lower("0123456789abcdef");
    constexpr QByteArrayView upper("0123456789ABCDEF");
    visit(text);
    // As a part of a web address' host.
    visitScratch(visit, shared(text).toLower());
    for (const QByteArrayView digits : {lower, upper}) {
        visitScratch(visit, percentEncoded(text, digits, "%20"));
        visitScratch(visit, percentEncoded(text, digits, "+"));
    }
    for (const bool nonAscii : {false, true}) {
        visitScratch(visit, jsonEscaped(text, {.escapesNonAscii = nonAscii}));
        visitScratch(visit, jsonEscaped(text, {.escapesSlash = true, .escapesNonAscii = nonAscii}));
        visitScratch(visit,
                     jsonEscaped(text, {.escapedAsUnicode = "<>&", .escapesNonAscii = nonAscii}));
    }
    visitScratch(visit, replacing(text, {{'\'', R"('\'')"}}));
    visitScratch(visit, replacing(text, {{'\'', R"('"'"')"}}));
    visitScratch(visit, withBackslashBefore(text, R"("\$`)"));
    visitScratch(visit, withBackslashBefore(text, " \t!\"#$&'()*,;<>?[\\]^`{|}~"));
    visitScratch(
        visit,
        replacing(
            text,
            {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}}));
    Scratch hex(shared(text).toHex());
    visit(hex.view());
    for (char &byte : hex.bytes())
        byte = byte >= 'a' ? char(byte - 'a' + 'A') : byte;
    visit(hex.view());
    for (qsizetype offset = 0; offset < 3; ++offset)
        visitBase64(text, offset, visit);
    visitWrappedBase64(text, visit);
}

void visitLines(QByteArrayView text, const Visit &visit)
{
    qsizetype from = 0;
    while (from <= text.size()) {
        qsizetype end = text.indexOf('\n', from);
        if (end < 0)
            end = text.size();
        visit(text.sliced(from, end - from).trimmed());
        from = end + 1;
    }
}

void visitLeaves(const QJsonValue &value, const Visit &visit)
{
    if (value.isString()) {
        visitScratch(visit, value.toString().toUtf8());
    } else if (value.isArray()) {
        for (const QJsonValue &item : value.toArray())
            visitLeaves(item, visit);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (const QJsonValue &item : object)
            visitLeaves(item, visit);
    }
}

} // namespace

QByteArrayView trimmedSecret(const Secret &secret)
{
    return secret.revealForUse().trimmed();
}

void forEachSecretForm(const Secret &secret, qsizetype minimum, const Visit &visit)
{
    const Visit longEnough = [&visit, minimum](QByteArrayView form) {
        if (form.size() >= minimum)
            visit(form);
    };
    const Visit part = [&longEnough, minimum](QByteArrayView text) {
        if (text.size() < minimum)
            return;
        visitEncodings(text, longEnough);
        if (text.contains('\n'))
            visitLines(text, [&longEnough, minimum](QByteArrayView line) {
                if (line.size() >= minimum)
                    visitEncodings(line, longEnough);
            });
    };
    const QByteArrayView trimmed = trimmedSecret(secret);
    part(trimmed);
    if (secret.size() != trimmed.size() && trimmed.size() >= minimum)
        part(secret.revealForUse());
    if (trimmed.startsWith('{') || trimmed.startsWith('[')) {
        const QJsonDocument document = QJsonDocument::fromJson(shared(trimmed));
        visitLeaves(document.isArray() ? QJsonValue(document.array())
                                       : QJsonValue(document.object()),
                    [&part](QByteArrayView leaf) { part(leaf.trimmed()); });
    }
}

} // namespace slipway
