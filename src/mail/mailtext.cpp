// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailtext.h"

#include <QLocale>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// Bytes of text in one encoded word: with its frame it stays below 76 characters (RFC 2047).
constexpr qsizetype wordBytes = 42;
constexpr qsizetype lineLength = 76;
constexpr qsizetype longestSubject = 300;

bool isPlain(const QString &text)
{
    return std::ranges::all_of(text, [](QChar c) { return c >= u' ' && c <= u'~'; });
}

QString withoutControls(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text.simplified().first(std::min(text.simplified().size(), longestSubject));
}

/// As encoded words, each with whole characters.
QByteArray headerText(const QString &text)
{
    if (isPlain(text) && text.size() < lineLength - 20)
        return text.toLatin1();
    QByteArrayList words;
    QByteArray word;
    for (const char32_t c : text.toUcs4()) {
        const QByteArray bytes = QString::fromUcs4(&c, 1).toUtf8();
        if (word.size() + bytes.size() > wordBytes) {
            words.append(word);
            word.clear();
        }
        word += bytes;
    }
    words.append(word);
    for (QByteArray &each : words)
        each = "=?utf-8?B?" + each.toBase64() + "?=";
    return words.join("\r\n ");
}

QByteArray bodyText(const QString &text)
{
    QString lines = text;
    lines.replace("\r\n"_L1, "\n"_L1).replace(u'\n', "\r\n"_L1);
    if (!lines.endsWith("\r\n"_L1))
        lines += "\r\n"_L1;
    const QByteArray encoded = lines.toUtf8().toBase64();
    QByteArray body;
    for (qsizetype at = 0; at < encoded.size(); at += lineLength)
        body += encoded.sliced(at, std::min(lineLength, encoded.size() - at)) + "\r\n";
    return body;
}

} // namespace

bool isMailAddress(const QString &text)
{
    static const QRegularExpression form(
        u"\\A[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\\z"_s);
    return form.match(text).hasMatch();
}

QByteArray mailText(const Mail &mail, const QDateTime &now, const QString &id)
{
    const QString date
        = QLocale::c().toString(now.toUTC(), u"ddd, dd MMM yyyy HH:mm:ss"_s) + u" +0000"_s;
    return "Date: " + date.toLatin1() + "\r\nFrom: " + mail.route.from.toLatin1()
        + "\r\nTo: " + mail.route.to.join(u",\r\n "_s).toLatin1()
        + "\r\nSubject: " + headerText(withoutControls(mail.subject)) + "\r\nMessage-ID: <"
        + id.toLatin1() + '@' + mail.route.from.section(u'@', -1).toLatin1()
        + ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n"
        + bodyText(mail.text);
}

} // namespace slipway
