// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/exposition.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <unordered_set>

namespace slipway {

namespace {

constexpr qsizetype mostBytes = 16 * 1024 * 1024;
constexpr qsizetype mostOfLine = 64 * 1024;
constexpr qsizetype mostSeries = 50'000;
constexpr qsizetype mostLabels = 64;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Exposition)
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

bool isNamePart(char c)
{
    return isNameStart(c) || (c >= '0' && c <= '9');
}

/// A number as Go's ParseFloat reads it.
std::optional<double> numberOf(QByteArrayView text)
{
    double plain = 0;
    const auto [plainEnd, plainError] = std::from_chars(text.begin(), text.end(), plain);
    if (plainError == std::errc() && plainEnd == text.end() && std::isfinite(plain))
        return plain;
    const QByteArray lower = text.toByteArray().toLower();
    QByteArrayView bare(lower);
    const bool isNegative = bare.startsWith('-');
    if (isNegative || bare.startsWith('+'))
        bare = bare.sliced(1);
    if (bare == "inf" || bare == "infinity")
        return isNegative ? -std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::infinity();
    if (lower == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    const bool isHex = bare.startsWith("0x");
    if (isHex)
        bare = bare.sliced(2);
    double value = 0;
    const auto [end, error]
        = std::from_chars(bare.begin(), bare.end(), value,
                          isHex ? std::chars_format::hex : std::chars_format::general);
    // Too large or too small is rounded as Prometheus does, not refused.
    if (error == std::errc::result_out_of_range && end == bare.end())
        value = bare.toByteArray().toDouble();
    else if (error != std::errc() || end != bare.end() || bare.isEmpty() || bare.startsWith('-'))
        return std::nullopt;
    return isNegative ? -value : value;
}

/// Reads one line.
class LineReader
{
public:
    explicit LineReader(QByteArrayView line) : m_line(line) { }

    /// Null when it is a sample, else what is wrong.
    QString read(SeriesSample &sample)
    {
        if (!readSeries(sample))
            return m_fault;
        skipBlanks();
        const QByteArrayView value = word();
        const auto number = numberOf(value);
        if (!number)
            return Words::tr("‘%1’ is no number")
                .arg(QString::fromUtf8(value.first(std::min<qsizetype>(value.size(), 40))));
        sample.value = *number;
        skipBlanks();
        if (!atEnd() && peek() != '#') {
            sample.timestamp = numberOf(word());
            if (!sample.timestamp)
                return Words::tr("its time is no number");
            skipBlanks();
        }
        // An exemplar (OpenMetrics) tells of one event, not of the series.
        if (!atEnd() && peek() != '#')
            return Words::tr("there is text behind its value");
        return {};
    }

private:
    bool atEnd() const { return m_at >= m_line.size(); }
    char peek() const { return m_line[m_at]; }
    void skipBlanks()
    {
        while (!atEnd() && isBlank(peek()))
            ++m_at;
    }
    QByteArrayView word()
    {
        const qsizetype begin = m_at;
        while (!atEnd() && !isBlank(peek()))
            ++m_at;
        return m_line.sliced(begin, m_at - begin);
    }
    bool fault(const QString &text)
    {
        m_fault = text;
        return false;
    }

    QByteArray name()
    {
        const qsizetype begin = m_at;
        if (!atEnd() && isNameStart(peek())) {
            while (!atEnd() && isNamePart(peek()))
                ++m_at;
        }
        return m_line.sliced(begin, m_at - begin).toByteArray();
    }

    bool quoted(QByteArray &text)
    {
        ++m_at;
        while (!atEnd() && peek() != '"') {
            if (peek() != '\\') {
                text += m_line[m_at++];
                continue;
            }
            if (++m_at >= m_line.size())
                break;
            const char c = m_line[m_at++];
            if (c == 'n')
                text += '\n';
            else if (c == '"' || c == '\\')
                text += c;
            else
                text += QByteArray(1, '\\') + c;
        }
        if (atEnd())
            return fault(Words::tr("a quotation mark is missing"));
        ++m_at;
        return true;
    }

    bool readSeries(SeriesSample &sample)
    {
        sample.name = name();
        skipBlanks();
        if (!atEnd() && peek() == '{' && !readLabels(sample))
            return false;
        if (sample.name.isEmpty())
            return fault(Words::tr("it does not begin with a metric's name"));
        return true;
    }

    bool readLabels(SeriesSample &sample)
    {
        ++m_at;
        for (;;) {
            skipBlanks();
            if (atEnd())
                return fault(Words::tr("a ‘}’ is missing"));
            if (peek() == '}')
                break;
            if (!readLabel(sample))
                return false;
            skipBlanks();
            if (!atEnd() && peek() == ',')
                ++m_at;
            else if (!atEnd() && peek() != '}')
                return fault(Words::tr("a comma is missing between two labels"));
        }
        ++m_at;
        std::ranges::sort(sample.labels);
        const auto twice = std::ranges::adjacent_find(sample.labels, {}, &SeriesLabel::name);
        if (twice != sample.labels.end())
            return fault(
                Words::tr("the label ‘%1’ comes twice").arg(QString::fromUtf8(twice->name)));
        return true;
    }

    bool readLabel(SeriesSample &sample)
    {
        SeriesLabel label;
        if (peek() == '"') {
            // A name in quotes may hold any text (UTF-8 names); without ‘=’ it is the metric's.
            if (!quoted(label.name))
                return false;
            skipBlanks();
            if (sample.name.isEmpty() && (atEnd() || peek() != '=')) {
                sample.name = label.name;
                return true;
            }
        } else {
            label.name = name();
        }
        skipBlanks();
        if (label.name.isEmpty() || atEnd() || peek() != '=')
            return fault(Words::tr("a label is not written as name=\"value\""));
        ++m_at;
        skipBlanks();
        if (atEnd() || peek() != '"')
            return fault(Words::tr("the value of the label ‘%1’ is not in quotation marks")
                             .arg(QString::fromUtf8(label.name)));
        if (!quoted(label.value))
            return false;
        if (sample.labels.size() >= mostLabels)
            return fault(Words::tr("it has more than %1 labels").arg(mostLabels));
        sample.labels.append(label);
        return true;
    }

    QByteArrayView m_line;
    qsizetype m_at = 0;
    QString m_fault;
};

/// What makes a sample the same series as another.
std::string identityOf(const SeriesSample &sample)
{
    std::string identity(sample.name.constData(), std::size_t(sample.name.size()));
    for (const SeriesLabel &label : sample.labels) {
        identity += '\xff';
        identity.append(label.name.constData(), std::size_t(label.name.size()));
        identity += '\xfe';
        identity.append(label.value.constData(), std::size_t(label.value.size()));
    }
    return identity;
}

/// Of a comment line: "# TYPE name kind" is kept, the others mean nothing here.
void readComment(QByteArrayView line, Exposition &exposition)
{
    const QList<QByteArray> words = line.toByteArray().simplified().split(' ');
    if (words.size() == 4 && words.at(0) == "#" && words.at(1) == "TYPE")
        exposition.types.insert(words.at(2), words.at(3).toLower());
}

std::unexpected<Error> refused(qsizetype line, const QString &why)
{
    return failure(ErrorCode::InvalidInput,
                   Words::tr("Line %1 of the metrics cannot be used: %2.").arg(line).arg(why));
}

} // namespace

QByteArray SeriesSample::label(QByteArrayView wanted) const
{
    const auto found = std::ranges::find(labels, wanted, &SeriesLabel::name);
    return found == labels.end() ? QByteArray() : found->value;
}

Result<Exposition> parseExposition(QByteArrayView text)
{
    if (text.size() > mostBytes)
        return failure(ErrorCode::InvalidInput,
                       Words::tr("The metrics are larger than 16 MiB. Scrape fewer of them."));
    Exposition exposition;
    std::unordered_set<std::string> known;
    qsizetype number = 0;
    bool hasEnded = false;
    for (qsizetype begin = 0; begin < text.size();) {
        qsizetype end = text.indexOf('\n', begin);
        if (end < 0)
            end = text.size();
        QByteArrayView line = text.sliced(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.size() > mostOfLine)
            return refused(number, Words::tr("it is longer than 64 KiB"));
        line = line.trimmed();
        if (line.isEmpty())
            continue;
        if (hasEnded)
            return refused(number, Words::tr("it comes after ‘# EOF’"));
        if (line.startsWith('#')) {
            hasEnded = line == "# EOF";
            readComment(line, exposition);
            continue;
        }
        SeriesSample sample;
        if (const QString fault = LineReader(line).read(sample); !fault.isNull())
            return refused(number, fault);
        if (!known.insert(identityOf(sample)).second)
            return refused(number, Words::tr("its series came before"));
        if (exposition.samples.size() >= mostSeries)
            return refused(number, Words::tr("there are more than 50,000 series"));
        exposition.samples.append(std::move(sample));
    }
    return exposition;
}

} // namespace slipway
