// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/historypane.h"

#include "gui/common/theming.h"
#include "gui/dashboard/metricsboard.h"
#include "metrics/metrictext.h"

#include <QButtonGroup>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSaveFile>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

struct Range
{
    milliseconds length;
    const char *label;
};

constexpr std::array ranges{Range{15min, QT_TRANSLATE_NOOP("slipway::HistoryPane", "15 min")},
                            Range{1h, QT_TRANSLATE_NOOP("slipway::HistoryPane", "1 h")},
                            Range{6h, QT_TRANSLATE_NOOP("slipway::HistoryPane", "6 h")},
                            Range{24h, QT_TRANSLATE_NOOP("slipway::HistoryPane", "24 h")},
                            Range{24h * 7, QT_TRANSLATE_NOOP("slipway::HistoryPane", "7 days")},
                            Range{24h * 30, QT_TRANSLATE_NOOP("slipway::HistoryPane", "30 days")},
                            Range{24h * 90, QT_TRANSLATE_NOOP("slipway::HistoryPane", "90 days")}};

/// A gap of more than that between buckets shows as one.
qint64 gapOf(MetricHistory::Grain grain, const MetricSpec &spec)
{
    const qint64 patience = staleLimit(spec).count();
    switch (grain) {
    case MetricHistory::Grain::Finest:
        return patience;
    case MetricHistory::Grain::Minutes:
        return std::max<qint64>(patience, milliseconds(2min).count());
    case MetricHistory::Grain::Hours:
        return std::max<qint64>(patience, milliseconds(2h).count());
    }
    return patience;
}

/// The value of what begins in from <= time < to.
double valueBetween(const MetricSpec &spec, const QList<MetricBucket> &buckets, qint64 from,
                    qint64 to)
{
    MetricBucket whole;
    for (const MetricBucket &bucket : buckets) {
        if (bucket.at >= from && bucket.at < to)
            merge(whole, bucket);
    }
    return valueOf(spec, whole);
}

} // namespace

HistoryPane::HistoryPane(MetricsBoard &board, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_board(board)
    , m_chart(new HistoryChart(this))
    , m_ranges(new QButtonGroup(this))
    , m_comparison(new QLabel(this))
    , m_export(new QToolButton(this))
{
    setObjectName(u"historyPane"_s);
    m_chart->setMode(theming.mode());
    m_chart->setObjectName(u"historyChart"_s);
    m_comparison->setProperty("role", u"muted"_s);
    connect(&theming, &Theming::changed, this,
            [this, &theming] { m_chart->setMode(theming.mode()); });
    makeRanges();
    makeExports();
    theming.dress(m_export, u"save"_s);
    auto *head = new QHBoxLayout;
    head->setSpacing(measure::unit);
    const QList<QAbstractButton *> buttons = m_ranges->buttons();
    for (QAbstractButton *button : buttons)
        head->addWidget(button);
    head->addSpacing(measure::group);
    head->addWidget(m_comparison, 1);
    head->addWidget(m_export);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, measure::inside, 0, 0);
    rows->addLayout(head);
    rows->addWidget(m_chart, 1);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &HistoryPane::read);
    connect(&board, &MetricsBoard::markersChanged, this,
            [this] { m_chart->setMarkers(m_board.markers()); });
}

void HistoryPane::makeRanges()
{
    m_ranges->setExclusive(true);
    for (const Range &range : ranges) {
        auto *button = new QToolButton(this);
        button->setObjectName(u"range-%1m"_s.arg(range.length / 1min));
        button->setProperty("look", u"flat"_s);
        button->setText(tr(range.label));
        button->setAccessibleName(tr("Show the last %1").arg(tr(range.label)));
        button->setCheckable(true);
        button->setChecked(range.length == m_range);
        button->setFocusPolicy(Qt::StrongFocus);
        m_ranges->addButton(button);
        connect(button, &QToolButton::clicked, this,
                [this, length = range.length] { setRange(length); });
    }
}

void HistoryPane::makeExports()
{
    m_export->setObjectName(u"exportHistory"_s);
    m_export->setProperty("look", u"button"_s);
    m_export->setText(tr("Export"));
    m_export->setAccessibleName(tr("Export the history"));
    m_export->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_export->setPopupMode(QToolButton::InstantPopup);
    m_export->setFocusPolicy(Qt::StrongFocus);
    auto *menu = new QMenu(m_export);
    for (const QString &suffix : {u"png"_s, u"svg"_s, u"csv"_s})
        menu->addAction(tr("As %1…").arg(suffix.toUpper()), this,
                        [this, suffix] { exportAs(suffix); });
    m_export->setMenu(menu);
}

void HistoryPane::setRange(milliseconds range)
{
    m_range = range;
    const QList<QAbstractButton *> buttons = m_ranges->buttons();
    for (qsizetype i = 0; i < buttons.size(); ++i)
        buttons.at(i)->setChecked(ranges.at(std::size_t(i)).length == range);
    read();
}

void HistoryPane::showMetric(const QString &metric)
{
    m_metric = metric;
    m_chart->setMarkers(m_board.markers());
    read();
}

void HistoryPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    read();
}

void HistoryPane::read()
{
    const GaugeFace *face = m_board.face(m_metric);
    const int request = ++m_request;
    if (!isVisible() || !face || !m_board.metrics())
        return;
    const MetricSpec spec = face->spec;
    const qint64 to = QDateTime::currentMSecsSinceEpoch();
    const qint64 from = to - m_range.count();
    m_board.metrics()
        ->history(m_metric, from, to, grainFor(m_range.count()))
        .then(this, [this, spec, request, from, to](const Result<QList<MetricBucket>> &buckets) {
            if (request != m_request)
                return;
            if (!buckets) {
                Q_EMIT problem(buckets.error());
                return;
            }
            take(spec, *buckets, from, to);
            // A pixel's worth of time later there is something new to see.
            m_again.start(std::clamp<milliseconds>(m_range / 1000, 2s, 1min));
        });
}

void HistoryPane::take(const MetricSpec &spec, const QList<MetricBucket> &buckets, qint64 from,
                       qint64 to)
{
    m_chart->setSpec(spec);
    m_chart->setPoints(historyPoints(spec, buckets, gapOf(grainFor(m_range.count()), spec)), from,
                       to);
    compare(spec, buckets);
}

/// What is shown before and after the latest deployment in it began.
void HistoryPane::compare(const MetricSpec &spec, const QList<MetricBucket> &buckets)
{
    m_comparison->clear();
    const qint64 end = QDateTime::currentMSecsSinceEpoch();
    for (qsizetype i = m_board.markers().size(); i-- > 0;) {
        const HistoryMarker &marker = m_board.markers().at(i);
        if (marker.at < end - m_range.count())
            return;
        const double before = valueBetween(spec, buckets, end - m_range.count(), marker.at);
        const double after = valueBetween(spec, buckets, marker.at, end);
        if (std::isnan(before) || std::isnan(after))
            continue;
        m_comparison->setText(
            tr("before “%1”: %2, since then: %3")
                .arg(marker.text, metricText(spec, before), metricText(spec, after)));
        return;
    }
}

void HistoryPane::exportAs(const QString &suffix)
{
    auto *dialog = new QFileDialog(this, tr("Export the history"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(m_metric + u'.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this, suffix](const QString &path) {
        if (const Result<void> written = write(path, suffix); !written)
            Q_EMIT problem(written.error());
    });
    dialog->open();
}

Result<void> HistoryPane::write(const QString &path, const QString &suffix)
{
    QSaveFile file(path);
    const GaugeFace *face = m_board.face(m_metric);
    bool isWritten = face && file.open(QIODevice::WriteOnly);
    if (isWritten && suffix == "png"_L1) {
        isWritten = m_chart->toPicture().save(&file, "PNG");
    } else if (isWritten) {
        const QByteArray content
            = suffix == "svg"_L1 ? m_chart->toSvg() : historyCsv(face->spec, m_chart->points());
        isWritten = file.write(content) == content.size();
    }
    if (isWritten && file.commit())
        return {};
    return failure(ErrorCode::Io, tr("%1 cannot be written: %2.").arg(path, file.errorString()));
}

} // namespace slipway
