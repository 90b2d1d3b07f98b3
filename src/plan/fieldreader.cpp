// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/fieldreader.h"

#include "plan/planvalues.h"
#include "plan/suggestion.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::PlanReader)
};

QString slugOf(const QString &text)
{
    static const QRegularExpression other(u"[^a-z0-9]+"_s);
    QString slug = text.toLower();
    slug.replace(other, u"-"_s);
    while (slug.startsWith(u'-'))
        slug.removeFirst();
    while (slug.endsWith(u'-'))
        slug.chop(1);
    return slug;
}

/// A text short enough to be repeated in a message.
QString shortened(const QString &text)
{
    constexpr qsizetype longest = 40;
    const QString line = text.section(u'\n', 0, 0);
    return line.size() > longest ? line.first(longest) + u'…' : line;
}

QString found(const YamlNode &node)
{
    if (node.isMap())
        return Words::tr("a mapping");
    if (node.isList())
        return Words::tr("a list");
    return node.isNothing() ? Words::tr("nothing") : u'‘' + shortened(node.text) + u'’';
}

QString expectation(const QString &expected, const YamlNode &node)
{
    return Words::tr("Expected %1, found %2.").arg(expected, found(node));
}

} // namespace

bool isIdentifier(const QString &text)
{
    static const QRegularExpression identifier(u"\\A[A-Za-z_][A-Za-z0-9_-]*\\z"_s);
    return identifier.match(text).hasMatch();
}

void sortDiagnostics(QList<Diagnostic> &diagnostics)
{
    const auto key = [](const Diagnostic &diagnostic) {
        return std::tuple(diagnostic.place.line, diagnostic.place.column,
                          static_cast<int>(diagnostic.severity));
    };
    std::ranges::stable_sort(diagnostics, {}, key);
}

void FieldReader::error(const SourcePlace &place, const QString &code, const QString &message)
{
    m_diagnostics.append({Diagnostic::Severity::Error, place, message, code});
}

void FieldReader::warning(const SourcePlace &place, const QString &code, const QString &message)
{
    m_diagnostics.append({Diagnostic::Severity::Warning, place, message, code});
}

bool FieldReader::isMapOf(const YamlNode &node, const QString &shape)
{
    if (!isMap(node))
        return false;
    const QStringList known = m_keys.value(shape);
    for (const YamlEntry &entry : node.entries) {
        if (!entry.key.startsWith(u"x-") && !known.contains(entry.key))
            error(entry.place, u"unknown-key"_s,
                  Words::tr("‘%1’ is no key here.").arg(shortened(entry.key))
                      + suggestion(entry.key, known));
    }
    return true;
}

const YamlNode *FieldReader::value(const YamlNode &map, const QString &shape,
                                   const QString &key) const
{
    Q_ASSERT_X(m_keys.value(shape).contains(key), "FieldReader", qPrintable(shape + u'.' + key));
    const YamlEntry *entry = map.find(key);
    return entry ? &entry->value : nullptr;
}

const YamlNode *FieldReader::required(const YamlNode &map, const QString &shape, const QString &key)
{
    const YamlNode *node = value(map, shape, key);
    if (!node)
        error(map.place, u"missing-key"_s, Words::tr("‘%1’ is missing.").arg(key));
    return node;
}

bool FieldReader::isList(const YamlNode &node)
{
    if (!node.isList())
        error(node.place, u"type"_s, expectation(Words::tr("a list"), node));
    return node.isList();
}

bool FieldReader::isMap(const YamlNode &node)
{
    if (!node.isMap())
        error(node.place, u"type"_s, expectation(Words::tr("a mapping"), node));
    return node.isMap();
}

bool FieldReader::isScalar(const YamlNode &node, const QString &expected)
{
    if (node.isScalar() && !node.isNothing())
        return true;
    error(node.place, u"type"_s, expectation(expected, node));
    return false;
}

QString FieldReader::text(const YamlNode &node)
{
    return isScalar(node, Words::tr("a text")) ? node.text : QString();
}

QString FieldReader::filled(const YamlNode &node)
{
    const QString value = text(node);
    if (node.isScalar() && !node.isNothing() && value.trimmed().isEmpty())
        error(node.place, u"empty"_s, Words::tr("This text must not be empty."));
    return value;
}

QStringList FieldReader::texts(const YamlNode &node)
{
    if (node.isMap()) {
        error(node.place, u"type"_s, expectation(Words::tr("a text or a list of texts"), node));
        return {};
    }
    if (node.isScalar())
        return isScalar(node, Words::tr("a text or a list of texts")) ? QStringList{filled(node)}
                                                                      : QStringList{};
    QStringList list;
    for (const YamlNode &item : node.items) {
        const QString value = filled(item);
        if (!value.isEmpty())
            list.append(value);
    }
    return list;
}

std::optional<bool> FieldReader::boolean(const YamlNode &node)
{
    if (!isScalar(node, Words::tr("true or false")))
        return std::nullopt;
    static const QStringList yes{u"true"_s, u"yes"_s, u"on"_s};
    static const QStringList no{u"false"_s, u"no"_s, u"off"_s};
    const QString text = node.text.toLower();
    if (yes.contains(text))
        return true;
    if (no.contains(text))
        return false;
    error(node.place, u"boolean"_s, expectation(Words::tr("true or false"), node));
    return std::nullopt;
}

std::optional<int> FieldReader::integer(const YamlNode &node, int lowest, int highest)
{
    const QString expected = Words::tr("a whole number from %1 to %2").arg(lowest).arg(highest);
    if (!isScalar(node, expected))
        return std::nullopt;
    bool ok = false;
    const int value = node.text.toInt(&ok, 10);
    if (ok && value >= lowest && value <= highest)
        return value;
    error(node.place, u"number"_s, expectation(expected, node));
    return std::nullopt;
}

std::optional<double> FieldReader::number(const YamlNode &node, double lowest, double highest)
{
    const QString expected = Words::tr("a number from %1 to %2").arg(lowest).arg(highest);
    if (!isScalar(node, expected))
        return std::nullopt;
    bool ok = false;
    const double value = node.text.toDouble(&ok);
    if (ok && value >= lowest && value <= highest)
        return value;
    error(node.place, u"number"_s, expectation(expected, node));
    return std::nullopt;
}

std::optional<milliseconds> FieldReader::duration(const YamlNode &node)
{
    const QString expected = Words::tr("a duration such as 90s, 5m, 4h or 30d");
    if (!isScalar(node, expected))
        return std::nullopt;
    const auto value = durationFromText(node.text);
    if (!value)
        error(node.place, u"duration"_s, expectation(expected, node));
    return value;
}

std::optional<Estimate> FieldReader::estimate(const YamlNode &node)
{
    const QString expected = Words::tr("an estimate such as 5m or 15-30m");
    if (!isScalar(node, expected))
        return std::nullopt;
    const auto value = estimateFromText(node.text);
    if (!value)
        error(node.place, u"estimate"_s, expectation(expected, node));
    return value;
}

QTime FieldReader::clockTime(const YamlNode &node)
{
    const QString expected = Words::tr("a clock time such as 10:15");
    if (!isScalar(node, expected))
        return {};
    const QTime time = clockTimeFromText(node.text);
    if (!time.isValid())
        error(node.place, u"clock-time"_s, expectation(expected, node));
    return time;
}

std::optional<qsizetype> FieldReader::choice(const YamlNode &node, const QStringList &names)
{
    const QString expected = Words::tr("one of %1").arg(names.join(u", "_s));
    if (!isScalar(node, expected))
        return std::nullopt;
    const qsizetype index = names.indexOf(node.text);
    if (index >= 0)
        return index;
    error(node.place, u"choice"_s, expectation(expected, node) + suggestion(node.text, names));
    return std::nullopt;
}

QString FieldReader::slug(const YamlNode &node)
{
    static const QRegularExpression valid(u"\\A[a-z0-9][a-z0-9_-]{0,63}\\z"_s);
    const QString value = filled(node);
    if (value.trimmed().isEmpty() || valid.match(value).hasMatch())
        return value;
    const QString better = slugOf(value).left(64);
    QString message
        = Words::tr("‘%1’ is no id: use small letters, digits, - and _.").arg(shortened(value));
    if (!better.isEmpty())
        message += u' ' + Words::tr("For example ‘%1’.").arg(better);
    error(node.place, u"id"_s, message);
    return value;
}

QString FieldReader::identifier(const YamlNode &node)
{
    const QString value = filled(node);
    if (!value.trimmed().isEmpty() && !isIdentifier(value))
        error(node.place, u"name"_s,
              Words::tr("‘%1’ is no name that a text can use: use letters, digits, _ and -.")
                  .arg(shortened(value)));
    return value;
}

QMap<QString, QString> FieldReader::textMap(const YamlNode &node)
{
    QMap<QString, QString> map;
    if (!node.isMap()) {
        error(node.place, u"type"_s, expectation(Words::tr("a mapping of texts"), node));
        return map;
    }
    for (const YamlEntry &entry : node.entries) {
        // `KEY:` alone is a usual way to write an empty value.
        if (entry.value.isNothing())
            map.insert(entry.key, QString());
        else if (isScalar(entry.value, Words::tr("a text")))
            map.insert(entry.key, entry.value.text);
    }
    return map;
}

QList<Link> FieldReader::links(const YamlNode &node)
{
    QList<Link> links;
    if (!isList(node))
        return links;
    for (const YamlNode &item : node.items) {
        if (item.isScalar() && !item.isNothing()) {
            links.append({item.text, item.text});
            continue;
        }
        if (!isMapOf(item, u"link"_s))
            continue;
        Link link;
        if (const YamlNode *url = required(item, u"link"_s, u"url"_s))
            link.url = filled(*url);
        const YamlNode *name = value(item, u"link"_s, u"name"_s);
        link.name = name ? filled(*name) : link.url;
        links.append(link);
    }
    return links;
}

} // namespace slipway
