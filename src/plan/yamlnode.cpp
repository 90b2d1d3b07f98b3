// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/yamlnode.h"

#include "plan/yamlevents.h"

#include <QCoreApplication>
#include <QHash>

#include <vector>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::YamlReader)
};

using Event = YamlEvents::Event;

constexpr qsizetype largestFile = 8 * 1024 * 1024;
constexpr qsizetype deepest = 64;
/// Aliases included: a few lines of aliases to aliases can stand for billions of values.
constexpr qsizetype mostValues = 200'000;

SourcePlace placeOfByte(const QByteArray &bytes, qsizetype offset)
{
    const QByteArrayView before = QByteArrayView(bytes).first(offset);
    const qsizetype lineStart = before.lastIndexOf('\n') + 1;
    const auto column = QString::fromUtf8(before.sliced(lineStart)).size() + 1;
    return {static_cast<int>(before.count('\n')) + 1, static_cast<int>(column)};
}

/// Offset of the first byte that YAML text may not hold; -1 when there is none.
qsizetype controlCharacter(const QByteArray &bytes)
{
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        const char c = bytes.at(at);
        const bool isControl = (c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r');
        if (isControl || c == 0x7f)
            return at;
    }
    return -1;
}

/// Offset of the first byte that is no UTF-8; -1 when all are.
qsizetype brokenUtf8(const QByteArray &bytes)
{
    if (bytes.isValidUtf8())
        return -1;
    qsizetype good = 0;
    qsizetype bad = bytes.size();
    while (bad - good > 1) {
        const qsizetype middle = good + (bad - good) / 2;
        // A prefix may end within a character, so ask about the whole characters in it.
        qsizetype end = middle;
        while (end > good && (static_cast<unsigned char>(bytes.at(end)) & 0xc0U) == 0x80U)
            --end;
        if (QByteArrayView(bytes).first(end).isValidUtf8())
            good = middle;
        else
            bad = middle;
    }
    return good;
}

/// Builds the tree from events.
class Builder
{
public:
    explicit Builder(const QByteArray &bytes) : m_events(bytes) { }

    YamlReading build()
    {
        while (consume(m_events.next())) { }
        if (m_failed)
            m_root.reset();
        else if (!m_root && m_diagnostics.isEmpty())
            error({1, 1}, u"empty-file"_s, Words::tr("The file is empty."));
        return {std::move(m_root), std::move(m_diagnostics)};
    }

private:
    struct Frame
    {
        YamlNode node;
        QString anchor;
        qsizetype firstValue = 0; ///< m_values when it began
        QHash<QString, int> lines;
        std::optional<YamlNode> key; ///< Map: read, its value not yet
    };
    struct Anchored
    {
        YamlNode node;
        qsizetype values = 0;
    };

    void error(const SourcePlace &place, const QString &code, const QString &message)
    {
        m_diagnostics.append({Diagnostic::Severity::Error, place, message, code});
    }

    bool fail(const SourcePlace &place, const QString &code, const QString &message)
    {
        error(place, code, message);
        m_failed = true;
        return false;
    }

    /// False when there is no more to read.
    bool consume(const Event &event)
    {
        switch (event.kind) {
        case Event::Kind::End:
            return false;
        case Event::Kind::Failed:
            m_diagnostics.append(m_events.errors());
            m_failed = true;
            return false;
        case Event::Kind::Document:
            if (++m_documents > 1)
                return fail(event.place, u"several-documents"_s,
                            Words::tr("A second document begins here; a file holds only one."));
            return true;
        case Event::Kind::Scalar:
        case Event::Kind::List:
        case Event::Kind::Map:
            return begin(event);
        case Event::Kind::Alias:
            return alias(event);
        case Event::Kind::ListEnd:
        case Event::Kind::MapEnd:
            return end();
        case Event::Kind::Other:
            return true;
        }
        return true;
    }

    bool begin(const Event &event)
    {
        if (!event.tag.isEmpty())
            error(
                event.place, u"tag"_s,
                Words::tr("Tags such as ‘%1’ have no meaning here; leave it out.").arg(event.tag));
        if (++m_values > mostValues)
            return tooLarge(event.place);
        YamlNode node;
        node.place = event.place;
        if (event.kind == Event::Kind::Scalar) {
            node.text = event.text;
            node.style = event.style;
            node.textPlace = event.textPlace;
            node.textIsSource = event.textIsSource;
            return finish(std::move(node), event.anchor, 1);
        }
        node.kind = event.kind == Event::Kind::List ? YamlNode::Kind::List : YamlNode::Kind::Map;
        if (m_frames.size() >= deepest)
            return fail(event.place, u"too-deep"_s,
                        Words::tr("This is nested more than %n level(s) deep.", nullptr,
                                  static_cast<int>(deepest)));
        m_frames.push_back({std::move(node), event.anchor, m_values, {}, std::nullopt});
        return true;
    }

    bool tooLarge(const SourcePlace &place)
    {
        return fail(place, u"too-large"_s,
                    Words::tr("The file holds more than %n value(s), aliases counted in full.",
                              nullptr, static_cast<int>(mostValues)));
    }

    bool alias(const Event &event)
    {
        const auto anchored = m_anchors.constFind(event.text);
        if (anchored == m_anchors.constEnd())
            return fail(event.place, u"unknown-alias"_s,
                        Words::tr("Nothing before this is named ‘&%1’.").arg(event.text));
        m_values += anchored->values;
        if (m_values > mostValues)
            return tooLarge(event.place);
        return finish(anchored->node, {}, anchored->values);
    }

    bool end()
    {
        Frame frame = std::move(m_frames.back());
        m_frames.pop_back();
        const qsizetype values = m_values - frame.firstValue + 1;
        return finish(std::move(frame.node), frame.anchor, values);
    }

    /// A whole value is there: it belongs to the innermost open list or map.
    bool finish(YamlNode node, const QString &anchor, qsizetype values)
    {
        if (!anchor.isEmpty())
            m_anchors.insert(anchor, {node, values});
        if (m_frames.empty()) {
            m_root = std::move(node);
            return true;
        }
        Frame &frame = m_frames.back();
        if (frame.node.isList())
            frame.node.items.append(std::move(node));
        else if (!frame.key)
            frame.key = std::move(node);
        else
            addEntry(frame, std::move(node));
        return true;
    }

    void addEntry(Frame &frame, YamlNode value)
    {
        const YamlNode key = *std::exchange(frame.key, std::nullopt);
        if (!key.isScalar() || key.isNothing()) {
            error(key.place, u"key-not-text"_s, Words::tr("A key must be a text."));
            return;
        }
        if (const auto first = frame.lines.constFind(key.text); first != frame.lines.constEnd()) {
            error(key.place, u"duplicate-key"_s,
                  Words::tr("‘%1’ stands here already, in line %2.").arg(key.text).arg(*first));
            return;
        }
        frame.lines.insert(key.text, key.place.line);
        frame.node.entries.append({key.text, key.place, std::move(value)});
    }

    YamlEvents m_events;
    std::vector<Frame> m_frames;
    QHash<QString, Anchored> m_anchors;
    std::optional<YamlNode> m_root;
    QList<Diagnostic> m_diagnostics;
    qsizetype m_values = 0;
    int m_documents = 0;
    bool m_failed = false;
};

YamlReading refused(const SourcePlace &place, const QString &code, const QString &message)
{
    return {std::nullopt, {{Diagnostic::Severity::Error, place, message, code}}};
}

/// What makes a file unreadable before YAML comes into it.
std::optional<YamlReading> refusal(const QByteArray &bytes)
{
    if (bytes.size() > largestFile)
        return refused({1, 1}, u"too-large"_s, Words::tr("The file is larger than 8 MiB."));
    if (bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff"))
        return refused({1, 1}, u"encoding"_s,
                       Words::tr("The file is written in UTF-16; save it as UTF-8."));
    if (const qsizetype at = brokenUtf8(bytes); at >= 0)
        return refused(placeOfByte(bytes, at), u"encoding"_s,
                       Words::tr("This is no UTF-8 text; save the file as UTF-8."));
    if (const qsizetype at = controlCharacter(bytes); at >= 0)
        return refused(placeOfByte(bytes, at), u"control-character"_s,
                       Words::tr("A control character (number %1) stands here.")
                           .arg(static_cast<int>(bytes.at(at))));
    return std::nullopt;
}

} // namespace

bool YamlNode::isNothing() const
{
    return isScalar() && style == Style::Plain && text.isEmpty();
}

const YamlEntry *YamlNode::find(QStringView key) const
{
    for (const YamlEntry &entry : entries) {
        if (entry.key == key)
            return &entry;
    }
    return nullptr;
}

SourcePlace YamlNode::placeInFile(const SourcePlace &placeInText) const
{
    if (!textIsSource)
        return place;
    const int column = placeInText.line == 1 || style == Style::Literal ? textPlace.column : 1;
    return {textPlace.line + placeInText.line - 1, column + placeInText.column - 1};
}

YamlReading readYaml(const QByteArray &bytes)
{
    if (auto unreadable = refusal(bytes))
        return *unreadable;
    constexpr QByteArrayView byteOrderMark("\xef\xbb\xbf");
    if (!bytes.startsWith(byteOrderMark))
        return Builder(bytes).build();
    const QByteArray rest = bytes.sliced(byteOrderMark.size());
    YamlReading reading = Builder(rest).build();
    reading.diagnostics.prepend({Diagnostic::Severity::Warning,
                                 {1, 1},
                                 Words::tr("The file begins with a byte order mark; save it as "
                                           "UTF-8 without one."),
                                 u"byte-order-mark"_s});
    return reading;
}

} // namespace slipway
