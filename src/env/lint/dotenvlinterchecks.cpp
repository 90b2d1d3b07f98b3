// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/lint/dotenvlinterchecks.h"

#include "env/lint/characters.h"
#include "env/lint/keynames.h"
#include "env/lint/keyorder.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

namespace slipway {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EnvLinter", text);
}

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool isNameStart(char32_t code)
{
    return isAlphabetic(code) || code == '_';
}

/// Text before the first character that a key may begin with.
qsizetype invalidStart(QByteArrayView key)
{
    qsizetype at = 0;
    while (at < key.size()) {
        const Utf8Character character = characterAt(key, at);
        if (isNameStart(character.code))
            break;
        at += character.size;
    }
    return at;
}

/// The first character after those that no key may begin with that is neither letter, digit nor
/// underscore; empty when there is none.
EnvRange incorrectDelimiter(QByteArrayView text, EnvRange key)
{
    const qsizetype skipped = invalidStart(textOf(text, key));
    const EnvRange name = trimmedRange(text, {key.at + skipped, key.size - skipped});
    for (qsizetype at = name.at; at < name.end();) {
        if (isNameByte(text[at])) {
            ++at;
            continue;
        }
        const Utf8Character character = characterAt(text, at);
        if (!isAlphanumeric(character.code))
            return {at, character.size};
        at += character.size;
    }
    return {};
}

bool hasLowercase(QByteArrayView key)
{
    if (std::ranges::any_of(key, [](char c) { return c >= 'a' && c <= 'z'; }))
        return true;
    if (std::ranges::all_of(key, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
        return false;
    const QString text = QString::fromUtf8(key);
    return text.toUpper() != text;
}

bool hasNeedlessQuotes(QByteArrayView value)
{
    if (!value.contains('"') && !value.contains('\''))
        return false;
    return !value.contains("\\n") && !containsWhiteSpace(value)
        && std::ranges::none_of(
            value, [](char c) { return c == '$' || c == '#' || c == '&' || c == '='; });
}

bool needsQuotes(QByteArrayView value)
{
    const auto isIn = [value](char quote) {
        return value.startsWith(quote) && value.endsWith(quote);
    };
    return containsWhiteSpace(value) && !isIn('\'') && !isIn('"');
}

/// The spaces before and after the only "=" of a line; empty when there are none, or other "=".
EnvRange spacesAroundEquals(QByteArrayView text, const LintLine &line)
{
    if (!line.hasValue() || textOf(text, line.value()).contains('='))
        return {};
    qsizetype from = line.equals;
    while (from > line.raw.at && text[from - 1] == ' ')
        --from;
    qsizetype end = line.equals + 1;
    while (end < line.raw.end() && text[end] == ' ')
        ++end;
    return end - from > 1 ? EnvRange{from, end - from} : EnvRange{};
}

/// Whether what follows a "$", up to the next, has one brace only or a strange name in both.
bool isBrokenSubstitution(QByteArrayView name)
{
    const bool isOpened = name.startsWith('{');
    const qsizetype end = name.indexOf('}');
    if (isOpened != (end >= 0))
        return true;
    return isOpened && !std::ranges::all_of(name.first(end).sliced(1), isNameByte);
}

/// The first "$" with a broken name, up to the next "$"; empty when there is none.
EnvRange brokenSubstitution(QByteArrayView text, const LintLine &line)
{
    if (!line.hasValue())
        return {};
    const EnvRange range = trimmedRange(text, line.value());
    const QByteArrayView value = textOf(text, range);
    if (value.startsWith('\''))
        return {};
    qsizetype before = 0;
    for (qsizetype at = value.indexOf('$'); at >= 0;) {
        const qsizetype next = value.indexOf('$', at + 1);
        const qsizetype end = next < 0 ? value.size() : next;
        const bool isEscaped = endsEscaped(value.sliced(before, at - before));
        if (!isEscaped && isBrokenSubstitution(value.sliced(at + 1, end - at - 1)))
            return {range.at + at, end - at};
        before = end;
        at = next;
    }
    return {};
}

class DotenvLinterRun
{
public:
    DotenvLinterRun(const LintInput &input, FindingSink &sink)
        : m_input(input)
        , m_text(input.text)
        , m_sink(sink)
        , m_names(input.text)
    {
        m_keys.reserve(input.lines.size());
    }

    void run()
    {
        m_on = m_input.options.checks;
        auto point = m_input.controls.cbegin();
        for (const LintLine &line : m_input.lines) {
            m_isControl = point != m_input.controls.cend() && point->line == line.number;
            if (m_isControl) {
                m_on = m_input.options.checks;
                m_on.remove((point++)->off);
            }
            enter(line);
            checkFile(line);
            if (line.hasKey()) {
                checkKey(line);
                checkValue(line);
            }
        }
    }

private:
    bool isOn(EnvCheck check) const { return m_on.contains(check); }

    void enter(const LintLine &line)
    {
        m_line = &line;
        m_names.enter(line);
        m_key = line.hasKey() ? lintKey(m_text, line) : EnvRange();
        m_name = line.hasKey() ? m_names.shown(line, m_key) : QByteArrayView();
    }

    QString name() const { return m_names.inMessage(textOf(m_text, m_key)); }

    void find(EnvCheck check, EnvRange range, const QString &message)
    {
        m_sink.add(check, {m_line->number, range, m_name}, message);
    }

    void checkFile(const LintLine &line)
    {
        if (isOn(EnvCheck::EndingBlankLine) && line.isLast) {
            find(EnvCheck::EndingBlankLine, {m_text.size(), 0},
                 tr("No blank line at the end of the file"));
        }
        if (isOn(EnvCheck::ExtraBlankLine) && line.isBlank()) {
            if (m_lastBlank + 1 == line.number)
                find(EnvCheck::ExtraBlankLine, line.raw, tr("Extra blank line detected"));
            m_lastBlank = line.number;
        }
        const QByteArrayView raw = textOf(m_text, line.raw);
        if (isOn(EnvCheck::TrailingWhitespace) && !line.isComment && raw.endsWith(' ')) {
            qsizetype from = line.raw.end();
            while (from > line.raw.at && m_text[from - 1] == ' ')
                --from;
            find(EnvCheck::TrailingWhitespace, {from, line.raw.end() - from},
                 tr("Trailing whitespace detected"));
        }
        if (isOn(EnvCheck::UnorderedKey))
            checkOrder(line);
    }

    void checkOrder(const LintLine &line)
    {
        const auto names = lintSubstitutionKeys(m_text, line);
        const bool usesGroup = std::ranges::any_of(
            names, [this](QByteArrayView used) { return m_order.contains(used); });
        if (line.isBlank() || m_isControl || usesGroup) {
            m_order.clear();
            return;
        }
        if (!line.hasKey())
            return;
        const QByteArrayView key = textOf(m_text, m_key);
        if (const auto other = m_order.add(key)) {
            find(EnvCheck::UnorderedKey, m_key,
                 tr("The %1 key should go before the %2 key")
                     .arg(name(), m_names.inMessage(*other)));
        }
    }

    void checkKey(const LintLine &line)
    {
        const QByteArrayView key = textOf(m_text, m_key);
        if (isOn(EnvCheck::DuplicatedKey)) {
            const qsizetype count = m_keys.size();
            m_keys.insert(key);
            if (m_keys.size() == count)
                find(EnvCheck::DuplicatedKey, m_key, tr("The %1 key is duplicated").arg(name()));
        }
        if (isOn(EnvCheck::IncorrectDelimiter)) {
            if (const EnvRange wrong = incorrectDelimiter(m_text, m_key); wrong.size > 0) {
                find(EnvCheck::IncorrectDelimiter, wrong,
                     tr("The %1 key has incorrect delimiter").arg(name()));
            }
        }
        if (isOn(EnvCheck::KeyWithoutValue) && !line.hasValue()) {
            find(EnvCheck::KeyWithoutValue, m_key,
                 tr("The %1 key should be with a value or have an equal sign").arg(name()));
        }
        const QByteArrayView raw = textOf(m_text, line.raw);
        if (isOn(EnvCheck::LeadingCharacter) && !isNameStart(characterAt(raw, 0).code)) {
            find(EnvCheck::LeadingCharacter, {line.raw.at, invalidStart(raw)},
                 tr("Invalid leading character detected"));
        }
        if (isOn(EnvCheck::LowercaseKey) && hasLowercase(key)) {
            find(EnvCheck::LowercaseKey, m_key,
                 tr("The %1 key should be in uppercase").arg(name()));
        }
    }

    void checkValue(const LintLine &line)
    {
        if (!line.hasValue())
            return;
        const EnvRange trimmed = trimmedRange(m_text, line.value());
        if (isOn(EnvCheck::QuoteCharacter) && hasNeedlessQuotes(textOf(m_text, line.value()))) {
            find(EnvCheck::QuoteCharacter, trimmed, tr("The value has quote characters (', \")"));
        }
        if (isOn(EnvCheck::SpaceCharacter)) {
            if (const EnvRange spaces = spacesAroundEquals(m_text, line); spaces.size > 0) {
                find(EnvCheck::SpaceCharacter, spaces, tr("The line has spaces around equal sign"));
            }
        }
        if (isOn(EnvCheck::SubstitutionKey)) {
            if (const EnvRange broken = brokenSubstitution(m_text, line); broken.size > 0) {
                find(EnvCheck::SubstitutionKey, broken,
                     tr("The %1 key is not assigned properly").arg(name()));
            }
        }
        if (isOn(EnvCheck::ValueWithoutQuotes) && needsQuotes(textOf(m_text, trimmed))) {
            find(EnvCheck::ValueWithoutQuotes, trimmed,
                 tr("This value needs to be surrounded in quotes"));
        }
    }

    const LintInput &m_input;
    QByteArrayView m_text;
    FindingSink &m_sink;
    KeyNames m_names;
    EnvChecks m_on;
    QSet<QByteArrayView> m_keys;
    KeyOrder m_order;
    int m_lastBlank = -1;
    const LintLine *m_line = nullptr;
    EnvRange m_key;
    QByteArrayView m_name;
    bool m_isControl = false;
};

} // namespace

void runDotenvLinterChecks(const LintInput &input, FindingSink &sink)
{
    DotenvLinterRun(input, sink).run();
}

} // namespace slipway
