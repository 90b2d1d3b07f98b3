// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/exposition.h"

#include "metrics/safetext.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace slipway {

namespace {

constexpr qsizetype mostBytes = 16 * 1024 * 1024;
constexpr qsizetype mostOfLine = 64 * 1024;
constexpr qsizetype mostSeries = 50'000;
constexpr qsizetype mostLabels = 64;
/// Characters of a text that a message quotes.
constexpr qsizetype mostShown = 40;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(slipway::Exposition)
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isLabelStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isLabelPart(char c)
{
    return isLabelStart(c) || (c >= '0' && c <= '9');
}

/// What was there before, when it is the same: then the text exists once.
QByteArray shared(QByteArrayView text, const QByteArray *before)
{
    return before && *before == text ? *before : text.toByteArray();
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

/// Reads one line. Names and values that the sample before has as well are shared with it.
class LineReader
{
public:
    LineReader(QByteArrayView line, const SeriesSample *before) : m_line(line), m_before(before) { }

    /// Null when it is a sample, else what is wrong.
    QString read(SeriesSample &sample)
    {
        if (!readSeries(sample))
            return m_fault;
        skipBlanks();
        const QByteArrayView value = word();
        const auto number = numberOf(value);
        if (!number)
            return Words::tr("‘%1’ is no number").arg(safeText(value, mostShown));
        sample.value = *number;
        skipBlanks();
        if (!atEnd() && peek() != '#') {
            sample.timestamp = numberOf(word());
            if (!sample.timestamp || !std::isfinite(*sample.timestamp))
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
    const SeriesLabel *labelBefore(qsizetype index) const
    {
        return m_before && index < m_before->labels.size() ? &m_before->labels.at(index) : nullptr;
    }

    QByteArrayView metricName()
    {
        const qsizetype begin = m_at;
        if (!atEnd() && (isLabelStart(peek()) || peek() == ':')) {
            while (!atEnd() && (isLabelPart(peek()) || peek() == ':'))
                ++m_at;
        }
        return m_line.sliced(begin, m_at - begin);
    }

    QByteArrayView labelName()
    {
        const qsizetype begin = m_at;
        if (!atEnd() && isLabelStart(peek())) {
            while (!atEnd() && isLabelPart(peek()))
                ++m_at;
        }
        return m_line.sliced(begin, m_at - begin);
    }

    /// Of a text in quotation marks; a view of the line, or of `m_unescaped`.
    bool readQuoted(QByteArrayView &text)
    {
        const qsizetype begin = ++m_at;
        while (!atEnd() && peek() != '"' && peek() != '\\')
            ++m_at;
        if (!atEnd() && peek() == '"') {
            text = m_line.sliced(begin, m_at++ - begin);
            return true;
        }
        m_unescaped = m_line.sliced(begin, m_at - begin).toByteArray();
        while (!atEnd() && peek() != '"')
            unescapeOne();
        if (atEnd())
            return fault(Words::tr("a quotation mark is missing"));
        ++m_at;
        text = m_unescaped;
        return true;
    }

    void unescapeOne()
    {
        const char first = m_line[m_at++];
        if (first != '\\' || atEnd()) {
            m_unescaped += first;
            return;
        }
        const char c = m_line[m_at++];
        if (c == 'n')
            m_unescaped += '\n';
        else if (c == '"' || c == '\\')
            m_unescaped += c;
        else
            m_unescaped.append(first).append(c);
    }

    bool readSeries(SeriesSample &sample)
    {
        sample.name = shared(metricName(), m_before ? &m_before->name : nullptr);
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
        if (m_before)
            sample.labels.reserve(m_before->labels.size());
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
        if (!std::ranges::is_sorted(std::as_const(sample.labels)))
            std::ranges::sort(sample.labels);
        const auto twice
            = std::ranges::adjacent_find(std::as_const(sample.labels), {}, &SeriesLabel::name);
        if (twice != sample.labels.cend())
            return fault(
                Words::tr("the label ‘%1’ comes twice").arg(safeText(twice->name, mostShown)));
        return true;
    }

    bool readLabel(SeriesSample &sample)
    {
        const SeriesLabel *before = labelBefore(sample.labels.size());
        SeriesLabel label;
        if (peek() == '"') {
            // A name in quotes may hold any text (UTF-8 names); without ‘=’ it is the metric's.
            QByteArrayView quoted;
            if (!readQuoted(quoted))
                return false;
            label.name = quoted.toByteArray();
            skipBlanks();
            if (sample.name.isEmpty() && (atEnd() || peek() != '=')) {
                sample.name = label.name;
                return true;
            }
        } else {
            label.name = shared(labelName(), before ? &before->name : nullptr);
        }
        skipBlanks();
        if (label.name.isEmpty() || atEnd() || peek() != '=')
            return fault(Words::tr("a label is not written as name=\"value\""));
        ++m_at;
        skipBlanks();
        if (atEnd() || peek() != '"')
            return fault(Words::tr("the value of the label ‘%1’ is not in quotation marks")
                             .arg(safeText(label.name, mostShown)));
        QByteArrayView value;
        if (!readQuoted(value))
            return false;
        label.value = shared(value, before ? &before->value : nullptr);
        if (sample.labels.size() >= mostLabels)
            return fault(Words::tr("it has more than %1 labels").arg(mostLabels));
        sample.labels.append(std::move(label));
        return true;
    }

    QByteArrayView m_line;
    const SeriesSample *m_before;
    qsizetype m_at = 0;
    QByteArray m_unescaped;
    QString m_fault;
};

/// Which series came already: a table of places in the list of samples, by hash.
class KnownSeries
{
public:
    explicit KnownSeries(const QList<SeriesSample> &samples) : m_samples(samples) { grow(1024); }

    /// Takes the sample for the next one of the list; false when its series is in the list.
    bool add(const SeriesSample &sample)
    {
        if (2 * (m_hashes.size() + 1) > m_places.size())
            grow(2 * m_places.size());
        const std::size_t hash = hashOf(sample);
        std::size_t at = hash & (m_places.size() - 1);
        for (; m_places[at] != 0; at = (at + 1) & (m_places.size() - 1)) {
            const std::size_t place = m_places[at] - 1;
            const SeriesSample &other = m_samples.at(qsizetype(place));
            if (m_hashes[place] == hash && other.name == sample.name
                && other.labels == sample.labels)
                return false;
        }
        m_hashes.push_back(hash);
        m_places[at] = quint32(m_hashes.size());
        return true;
    }

private:
    static std::size_t hashOf(const SeriesSample &sample)
    {
        // With a seed, nobody can write series that all fall into one place.
        std::size_t hash = qHash(sample.name, QHashSeed::globalSeed());
        for (const SeriesLabel &label : sample.labels)
            hash = qHash(label.value, qHash(label.name, hash));
        return hash;
    }

    void grow(std::size_t size)
    {
        m_places.assign(size, 0);
        for (std::size_t place = 0; place < m_hashes.size(); ++place) {
            std::size_t at = m_hashes[place] & (size - 1);
            while (m_places[at] != 0)
                at = (at + 1) & (size - 1);
            m_places[at] = quint32(place + 1);
        }
    }

    const QList<SeriesSample> &m_samples;
    std::vector<std::size_t> m_hashes; ///< of the samples, in order
    std::vector<quint32> m_places;     ///< 0: free; else the number of the sample, from 1
};

/// Of a comment line: "# TYPE name kind" is kept, the others mean nothing here.
void readComment(QByteArrayView line, Exposition &exposition)
{
    const QByteArrayView rest = line.sliced(1).trimmed();
    if (!rest.startsWith("TYPE") || rest.size() < 5 || !isBlank(rest[4]))
        return;
    const QByteArrayView words = rest.sliced(5).trimmed();
    // Names in quotes may hold blanks; kinds do not.
    qsizetype end = words.size();
    while (end > 0 && !isBlank(words[end - 1]))
        --end;
    QByteArrayView name = words.first(end).trimmed();
    if (name.size() > 2 && name.startsWith('"') && name.endsWith('"'))
        name = name.sliced(1, name.size() - 2);
    if (!name.isEmpty())
        exposition.types.insert(name.toByteArray(), words.sliced(end).toByteArray().toLower());
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
    const bool isUtf8 = text.isValidUtf8();
    Exposition exposition;
    KnownSeries known(exposition.samples);
    qsizetype number = 0;
    for (qsizetype begin = 0; begin < text.size();) {
        qsizetype end = text.indexOf('\n', begin);
        if (end < 0)
            end = text.size();
        QByteArrayView line = text.sliced(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.size() > mostOfLine)
            return refused(number, Words::tr("it is longer than 64 KiB"));
        if (!isUtf8 && !line.isValidUtf8())
            return refused(number, Words::tr("it is no UTF-8"));
        line = line.trimmed();
        if (line.isEmpty())
            continue;
        if (exposition.isEnded)
            return refused(number, Words::tr("it comes after ‘# EOF’"));
        if (line.startsWith('#')) {
            exposition.isEnded = line == "# EOF";
            readComment(line, exposition);
            continue;
        }
        SeriesSample sample;
        const SeriesSample *before
            = exposition.samples.isEmpty() ? nullptr : &exposition.samples.constLast();
        if (const QString fault = LineReader(line, before).read(sample); !fault.isNull())
            return refused(number, fault);
        if (!known.add(sample))
            return refused(number, Words::tr("its series came before"));
        if (exposition.samples.size() >= mostSeries)
            return refused(number, Words::tr("there are more than 50,000 series"));
        exposition.samples.append(std::move(sample));
    }
    return exposition;
}

} // namespace slipway
