// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/envencodings.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace slipway {
namespace {

using Quote = EnvStatement::Quote;

/// The ways in which loaders want one byte to be written; the first is the byte itself.
struct Alternatives
{
    char byte = 0;
    std::initializer_list<const char *> writings;
};

QByteArray quoted(const QByteArray &text, char quote)
{
    return quote + text + quote;
}

/// Collects writings, each once.
class Collector
{
public:
    explicit Collector(const QByteArray &value) : m_value(value) { }

    void add(Quote quote, const QByteArray &text);
    void addAll(Quote quote, std::initializer_list<Alternatives> alternatives);
    void addJoined(QByteArrayView apostrophe);
    void addShellEscaped();
    QList<EnvWriting> take() { return std::move(m_writings); }

private:
    QByteArray written(const QList<const Alternatives *> &present,
                       const QList<size_t> &choice) const;

    const QByteArray &m_value;
    QList<EnvWriting> m_writings;
};

void Collector::add(Quote quote, const QByteArray &text)
{
    const char mark = quote == Quote::Single ? '\'' : quote == Quote::Double ? '"' : '`';
    const EnvWriting writing{quote, quote == Quote::None ? text : quoted(text, mark)};
    if (!m_writings.contains(writing))
        m_writings.append(writing);
}

/// Every combination of the alternatives for the bytes that the value holds.
void Collector::addAll(Quote quote, std::initializer_list<Alternatives> alternatives)
{
    // Each combination of a large value costs time, and its everyday forms come first.
    constexpr qsizetype largeValue = 64 * 1024;
    constexpr qsizetype mostOfLarge = 6;
    QList<const Alternatives *> present;
    for (const Alternatives &each : alternatives) {
        if (m_value.contains(each.byte))
            present.append(&each);
    }
    QList<size_t> choice(present.size(), 0);
    for (qsizetype count = 0; m_value.size() < largeValue || count < mostOfLarge; ++count) {
        add(quote, written(present, choice));
        qsizetype digit = 0;
        while (digit < choice.size() && ++choice[digit] == present.at(digit)->writings.size())
            choice[digit++] = 0;
        if (digit == choice.size())
            break;
    }
}

QByteArray Collector::written(const QList<const Alternatives *> &present,
                              const QList<size_t> &choice) const
{
    std::array<QByteArrayView, 256> replacements{};
    for (qsizetype i = 0; i < present.size(); ++i) {
        const char *const writing = *(present.at(i)->writings.begin() + choice.at(i));
        replacements.at(static_cast<unsigned char>(present.at(i)->byte)) = writing;
    }
    QByteArray text;
    text.reserve(m_value.size() + 16);
    for (const char byte : m_value) {
        const QByteArrayView replacement = replacements.at(static_cast<unsigned char>(byte));
        if (replacement.isNull())
            text += byte;
        else
            text += replacement;
    }
    return text;
}

/// Single quotes around everything but single quotes, as shells join pieces to a word.
void Collector::addJoined(QByteArrayView apostrophe)
{
    if (!m_value.contains('\''))
        return;
    QByteArray text = m_value;
    text.replace(QByteArrayView("'"), apostrophe);
    add(Quote::None, quoted(text, '\''));
}

/// A backslash before every byte that means something to a shell.
void Collector::addShellEscaped()
{
    if (m_value.contains('\n'))
        return;
    QByteArray text;
    for (const char byte : m_value) {
        if (QByteArrayView(" \t\r\"'`$\\#&;()<>|*?[]{}~!=").contains(byte))
            text += '\\';
        text += byte;
    }
    add(Quote::None, text);
}

/// Without a byte that some loader gives a meaning.
bool isPlain(const QByteArray &value)
{
    return std::ranges::all_of(value, [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
            || (byte >= '0' && byte <= '9') || (static_cast<unsigned char>(byte) & 0x80) != 0
            || QByteArrayView("_-./:@%+=,!*").contains(byte);
    });
}

} // namespace

QList<EnvWriting> envWritingsOf(const QByteArray &value)
{
    Collector collector(value);
    const bool isOneLine = !value.contains('\n');
    if (isPlain(value))
        collector.add(Quote::None, value);
    for (const Quote quote : {Quote::Single, Quote::Double})
        collector.add(quote, value);
    if (isOneLine)
        collector.add(Quote::None, value);
    collector.addAll(Quote::Double,
                     {{'\\', {"\\", "\\\\"}},
                      {'"', {"\"", "\\\""}},
                      {'\n', {"\n", "\\n"}},
                      {'\r', {"\r", "\\r"}},
                      {'$', {"$", "\\$", "$$"}},
                      {'`', {"`", "\\`"}},
                      {'\t', {"\t", "\\t"}}});
    collector.addAll(Quote::Single,
                     {{'\'', {"'", "\\'"}}, {'\\', {"\\", "\\\\"}}, {'$', {"$", "\\$", "$$"}}});
    if (isOneLine) {
        collector.addAll(
            Quote::None,
            {{'$', {"$", "\\$", "$$"}}, {'\\', {"\\", "\\\\"}}, {'"', {"\"", "\\\""}}});
        collector.addShellEscaped();
    }
    collector.addJoined("'\\''");
    collector.addJoined("'\"'\"'");
    collector.addAll(Quote::Backtick, {{'$', {"$", "\\$"}}, {'\\', {"\\", "\\\\"}}});
    return collector.take();
}

} // namespace slipway
