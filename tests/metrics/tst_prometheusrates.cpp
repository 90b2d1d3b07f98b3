// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/bucketquantile.h"
#include "metrics/counterdelta.h"
#include "metrics/prometheusfixture.h"
#include "metrics/seriesselector.h"

#include <QDateTime>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <vector>

using namespace Qt::StringLiterals;
using namespace slipway;

namespace {

constexpr int shops = 24;
constexpr int scrapes = 300;
constexpr qint64 step = 15; // seconds
constexpr std::array<const char *, 6> bounds{"0.01", "0.05", "0.1", "0.5", "2", "+Inf"};
const QStringList keys{u"shop"_s, u"code"_s, u"le"_s};

struct Shop
{
    double good = 0;
    double bad = 0;
    std::array<double, bounds.size()> buckets{};
    int absent = 0; ///< for so many more scrapes
};

bool isClose(double ours, double theirs)
{
    return std::isnan(theirs)
        ? std::isnan(ours)
        : std::abs(ours - theirs) <= 1e-9 * std::max(1e-300, std::abs(theirs));
}

} // namespace

/// The same scrapes, read by us one after the other and by a real Prometheus from its files.
///
/// Compared are windows that begin and end with a scrape of the series: there Prometheus'
/// increase() extrapolates by nothing, so that the increases themselves, their ratios and the
/// quantiles of bucket increases have to be equal. Series vanish and return, with and without a
/// restart, within the windows. A restart shows as a scrape of zeros: above zero, Prometheus
/// cannot tell it where a bucket already passed its old count, and we do by its histogram's count.
class TestPrometheusRates : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!testing::PrometheusFixture::isInstalled())
            QSKIP("prometheus and promtool are not installed");
        m_begin = QDateTime::currentSecsSinceEpoch() - 4 * 3600;
        m_begin -= m_begin % step;
        makeScrapes();
        QVERIFY(m_prometheus.start(openMetrics()));
    }

    void m03_shouldCountAsPrometheusDoes_data()
    {
        QTest::addColumn<int>("length");
        for (const int length : {1, 4, 20, 80})
            QTest::addRow("%d steps", length) << length;
    }
    void m03_shouldCountAsPrometheusDoes()
    {
        QFETCH(int, length);
        qsizetype compared = 0;
        for (int end = length + 1; end < scrapes; end += 7) {
            const qint64 at = m_begin + end * step;
            const QByteArray range = "[" + QByteArray::number(length * step) + "s]";
            const QHash<QString, double> total
                = m_prometheus.ask("increase(requests_total" + range + ")", at, keys);
            const QHash<QString, double> ratio = m_prometheus.ask(
                "sum by (shop) (increase(requests_total{code=\"500\"}" + range
                    + ")) / sum by (shop) (increase(requests_total" + range + "))",
                at, {u"shop"_s});
            const QHash<QString, double> p95 = m_prometheus.ask(
                "histogram_quantile(0.95, increase(lat_bucket" + range + "))", at, {u"shop"_s});
            for (int shop = 0; shop < shops; ++shop) {
                if (!isThere(shop, end - length) || !isThere(shop, end))
                    continue;
                compare(shop, end, length, total, ratio, p95);
                if (QTest::currentTestFailed())
                    return;
                ++compared;
            }
        }
        QVERIFY2(compared > 300, QByteArray::number(compared).constData());
    }

private:
    struct Increases
    {
        double good = 0;
        double bad = 0;
        std::map<double, double> buckets;
    };

    bool isThere(int shop, int scrape) const
    {
        return m_scrapes.at(scrape).contains(
            QByteArray("shop=\"" + QByteArray::number(shop) + "\""));
    }

    void compare(int shop, int end, int length, const QHash<QString, double> &total,
                 const QHash<QString, double> &ratio, const QHash<QString, double> &p95)
    {
        const Increases ours = increasesOf(shop, end, length);
        const QString name = QString::number(shop);
        const double count = ours.good + ours.bad;
        const double share = count > 0 ? ours.bad / count : std::nan("");
        QList<HistogramBucket> buckets;
        buckets.reserve(qsizetype(ours.buckets.size()));
        for (const auto &[bound, value] : ours.buckets)
            buckets.append({bound, value});
        const double quantile = bucketQuantile(0.95, buckets).value;
        const auto where = [&](double mine, double theirs) {
            return u"shop %1 at %2: %3, not %4"_s.arg(shop)
                .arg(end)
                .arg(mine, 0, 'g', 17)
                .arg(theirs, 0, 'g', 17);
        };
        const double theirGood = total.value(name + u"|200|"_s, -1);
        QVERIFY2(isClose(ours.good, theirGood), qPrintable(where(ours.good, theirGood)));
        QVERIFY2(isClose(share, ratio.value(name, -1)),
                 qPrintable(where(share, ratio.value(name, -1))));
        QVERIFY2(isClose(quantile, p95.value(name, -1)),
                 qPrintable(where(quantile, p95.value(name, -1))));
    }

    /// Of the steps after `end` - `length` until `end`, as a source adds them up.
    Increases increasesOf(int shop, int end, int length) const
    {
        Increases sum;
        for (int i = end - length + 1; i <= end; ++i) {
            const Increases &one = m_increases.at(size_t(i)).at(size_t(shop));
            sum.good += one.good;
            sum.bad += one.bad;
            for (const auto &[bound, count] : one.buckets)
                sum.buckets[bound] += count;
        }
        return sum;
    }

    void makeScrapes()
    {
        std::mt19937 random(20261127);
        std::array<Shop, shops> all;
        CounterDelta delta;
        m_scrapes.reserve(scrapes);
        for (int i = 0; i < scrapes; ++i) {
            QByteArray text;
            for (int shop = 0; shop < shops; ++shop)
                text += next(all.at(size_t(shop)), shop, random);
            m_scrapes.append(text);
            const Result<Exposition> read = parseExposition(text);
            QVERIFY2(read, read ? "" : qPrintable(read.error().message));
            delta.take(*read);
            m_increases.push_back(increases(delta));
        }
    }

    static QByteArray next(Shop &shop, int number, std::mt19937 &random)
    {
        if (shop.absent > 0 && --shop.absent > 0)
            return {};
        if (random() % 40 == 0) {
            shop.absent = int(2 + random() % 6);
            return {};
        }
        if (random() % 25 == 0)
            shop = {};
        else
            serve(shop, random);
        return lines(shop, number);
    }

    static void serve(Shop &shop, std::mt19937 &random)
    {
        shop.bad += random() % 4;
        for (unsigned served = random() % 30; served > 0; --served) {
            ++shop.good;
            for (size_t bucket = random() % bounds.size(); bucket < bounds.size(); ++bucket)
                ++shop.buckets.at(bucket);
        }
    }

    static QByteArray lines(const Shop &shop, int number)
    {
        const QByteArray label = "{shop=\"" + QByteArray::number(number) + "\"";
        const auto value = [](double count) {
            return " " + QByteArray::number(count, 'f', 0) + '\n';
        };
        QByteArray text = "requests_total" + label + ",code=\"200\"}" + value(shop.good)
            + "requests_total" + label + ",code=\"500\"}" + value(shop.bad) + "lat_count" + label
            + "}" + value(shop.buckets.back());
        for (size_t i = 0; i < bounds.size(); ++i)
            text += "lat_bucket" + label + ",le=\"" + bounds.at(i) + "\"}"
                + value(shop.buckets.at(i));
        return text;
    }

    static std::vector<Increases> increases(const CounterDelta &delta)
    {
        std::vector<Increases> all;
        all.reserve(shops);
        for (int shop = 0; shop < shops; ++shop) {
            const auto chosen = [shop](const QString &name, const QString &more) {
                return *SeriesSelector::parse(u"%1{shop=\"%2\"%3}"_s.arg(name).arg(shop).arg(more));
            };
            Increases one;
            one.good = delta.increase(chosen(u"requests_total"_s, u",code=\"200\""_s)).value_or(0);
            one.bad = delta.increase(chosen(u"requests_total"_s, u",code=\"500\""_s)).value_or(0);
            for (const HistogramBucket &bucket : delta.buckets(chosen(u"lat"_s, {})))
                one.buckets[bucket.upperBound] = bucket.count;
            all.push_back(one);
        }
        return all;
    }

    QByteArray openMetrics() const
    {
        QByteArray text = "# TYPE requests_total gauge\n";
        for (const QByteArray &name : {"requests_total"_ba, "lat_bucket"_ba}) {
            if (name == "lat_bucket")
                text += "# TYPE lat_bucket gauge\n";
            for (qsizetype i = 0; i < m_scrapes.size(); ++i) {
                const QList<QByteArray> all = m_scrapes.at(i).split('\n');
                for (const QByteArray &line : all) {
                    if (line.startsWith(name))
                        text += line + ' ' + QByteArray::number(m_begin + i * step) + '\n';
                }
            }
        }
        return text + "# EOF\n";
    }

    qint64 m_begin = 0;
    QList<QByteArray> m_scrapes;
    std::vector<std::vector<Increases>> m_increases;
    testing::PrometheusFixture m_prometheus;
};

QTEST_GUILESS_MAIN(TestPrometheusRates)
#include "tst_prometheusrates.moc"
