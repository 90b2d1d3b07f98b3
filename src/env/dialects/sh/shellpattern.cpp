// SPDX-License-Identifier: GPL-3.0-or-later
#include "env/dialects/sh/shellpattern.h"

#include <cctype>
#include <utility>

namespace slipway {

namespace {

struct Class
{
    QByteArrayView name;
    int (*contains)(int);
};

constexpr Class classes[]{
    {":alnum:]",
     [](int c) {
         return std::isalnum(c);
     }},
    {":alpha:]",
     [](int c) {
         return std::isalpha(c);
     }},
    {":blank:]",
     [](int c) {
         return std::isblank(c);
     }},
    {":cntrl:]",
     [](int c) {
         return std::iscntrl(c);
     }},
    {":digit:]",
     [](int c) {
         return std::isdigit(c);
     }},
    {":graph:]",
     [](int c) {
         return std::isgraph(c);
     }},
    {":lower:]",
     [](int c) {
         return std::islower(c);
     }},
    {":print:]",
     [](int c) {
         return std::isprint(c);
     }},
    {":punct:]",
     [](int c) {
         return std::ispunct(c);
     }},
    {":space:]",
     [](int c) {
         return std::isspace(c);
     }},
    {":upper:]",
     [](int c) {
         return std::isupper(c);
     }},
    {":xdigit:]",
     [](int c) {
         return std::isxdigit(c);
     }},
};

std::size_t index(char c)
{
    return static_cast<unsigned char>(c);
}

} // namespace

bool ShellPattern::Element::matches(char c, const QList<Bytes> &sets) const
{
    switch (kind) {
    case Kind::Byte:
        return c == byte;
    case Kind::Set:
        return sets[set].test(index(c));
    case Kind::Any:
    case Kind::Star:
        break;
    }
    return true;
}

ShellPattern::ShellPattern(QByteArrayView pattern)
{
    using Kind = Element::Kind;
    for (qsizetype at = 0; at < pattern.size();) {
        const char c = pattern[at++];
        if (c == '*') {
            if (m_elements.isEmpty() || m_elements.last().kind != Kind::Star)
                m_elements.append({.kind = Kind::Star});
        } else if (c == '?') {
            m_elements.append({.kind = Kind::Any});
        } else if (c == '\\' && at < pattern.size()) {
            m_elements.append({.byte = pattern[at++]});
        } else if (c != '[' || !readSet(pattern, at)) {
            m_elements.append({.byte = c});
        }
    }
}

bool ShellPattern::addClass(QByteArrayView pattern, qsizetype &at, Bytes &bytes)
{
    for (const Class &known : classes) {
        if (!pattern.sliced(at).startsWith(known.name))
            continue;
        for (int c = 1; c < 128; ++c) {
            if (known.contains(c))
                bytes.set(static_cast<std::size_t>(c));
        }
        at += known.name.size();
        return true;
    }
    return false;
}

bool ShellPattern::readSet(QByteArrayView pattern, qsizetype &begin)
{
    // A "]" that comes first is one of the set. Bytes compare as signed, as dash does.
    qsizetype at = begin;
    const auto byteAt = [pattern](qsizetype i) {
        return i < pattern.size() ? pattern[i] : '\0';
    };
    const bool isInverted = byteAt(at) == '!';
    if (isInverted)
        ++at;

    Bytes bytes;
    char c = byteAt(at++);
    do {
        if (c == '\0')
            return false;
        if (c == '[' && addClass(pattern, at, bytes))
            continue;
        if (c == '\\')
            c = byteAt(at++);
        if (byteAt(at) != '-' || byteAt(at + 1) == ']') {
            bytes.set(index(c));
            continue;
        }
        ++at;
        if (byteAt(at) == '\\')
            ++at;
        const char last = byteAt(at++);
        for (int member = std::as_const(c); member <= last; ++member)
            bytes.set(index(static_cast<char>(member)));
    } while ((c = byteAt(at++)) != ']');

    begin = at;
    m_elements.append({.kind = Element::Kind::Set, .set = m_sets.size()});
    m_sets.append(isInverted ? ~bytes : bytes);
    return true;
}

std::optional<qsizetype> ShellPattern::match(QByteArrayView text, Side side, Extent extent) const
{
    // All places in the pattern that the bytes so far may lead to, at once.
    const qsizetype count = m_elements.size();
    const auto element = [&](qsizetype i) -> const Element & {
        return m_elements[side == Side::Start ? i : count - 1 - i];
    };
    QByteArray places(count + 1, '\0');
    QByteArray following(count + 1, '\0');
    const auto reach = [&](QByteArray &list, qsizetype i) {
        list[i] = 1;
        if (i < count && element(i).kind == Element::Kind::Star)
            list[i + 1] = 1;
    };
    reach(places, 0);

    std::optional<qsizetype> found;
    for (qsizetype size = 0;; ++size) {
        if (places[count] != 0)
            found = size;
        if (size == text.size() || (found && extent == Extent::Shortest) || !places.contains('\1'))
            return found;
        const char c = text[side == Side::Start ? size : text.size() - 1 - size];
        following.fill('\0');
        for (qsizetype i = 0; i < count; ++i) {
            if (places[i] == 0 || !element(i).matches(c, m_sets))
                continue;
            reach(following, element(i).kind == Element::Kind::Star ? i : i + 1);
        }
        std::swap(places, following);
    }
}

} // namespace slipway
