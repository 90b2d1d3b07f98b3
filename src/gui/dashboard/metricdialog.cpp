// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/dashboard/metricdialog.h"

#include "chart/gaugepainter.h"
#include "chart/metriclook.h"
#include "gui/common/theming.h"
#include "workspace/metrickeys.h"
#include "workspace/metricsreader.h"
#include "workspace/workspacemetrics.h"

#include <QComboBox>
#include <QFile>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr QSize comfortable(600, 560);
constexpr milliseconds testWindow = 20s;

QLineEdit *named(QLineEdit *edit, const QString &name, const QString &said)
{
    edit->setObjectName(name);
    edit->setAccessibleName(said);
    return edit;
}

} // namespace

MetricDialog::MetricDialog(WorkspaceMetrics &metrics, const QString &configPath, Theming &theming,
                           QWidget *parent)
    : QDialog(parent)
    , m_metrics(metrics)
    , m_path(configPath)
    , m_theming(theming)
    , m_preset(new QComboBox(this))
    , m_id(named(new QLineEdit(this), u"metricId"_s, tr("Identifier")))
    , m_name(named(new QLineEdit(this), u"metricName"_s, tr("Name")))
    , m_unit(new QComboBox(this))
    , m_target(named(new QLineEdit(this), u"metricTarget"_s, tr("Target")))
    , m_window(named(new QLineEdit(this), u"metricWindow"_s, tr("Window")))
    , m_kind(new QComboBox(this))
    , m_more(new QPushButton(this))
    , m_result(new QLabel(this))
    , m_test(new QPushButton(tr("Test now"), this))
    , m_add(new QPushButton(tr("Add the metric"), this))
{
    setObjectName(u"metricDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Set up a metric"));
    resize(comfortable);
    m_result->setObjectName(u"metricResult"_s);
    m_result->setWordWrap(true);
    m_result->setTextFormat(Qt::PlainText);
    m_test->setObjectName(u"metricTest"_s);
    m_test->setAccessibleName(m_test->text());
    m_add->setObjectName(u"metricAdd"_s);
    m_add->setAccessibleName(m_add->text());
    m_add->setProperty("primary", true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"metricCancel"_s);
    cancel->setAccessibleName(cancel->text());
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_test);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(measure::group, measure::group, measure::group, measure::group);
    rows->setSpacing(measure::inside);
    rows->addWidget(makeFields(), 1);
    rows->addWidget(m_result);
    rows->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_test, &QPushButton::clicked, this, &MetricDialog::test);
    connect(m_add, &QPushButton::clicked, this, &MetricDialog::add);
    setDraft(metricPresets().constFirst().draft);
    m_preset->setFocus();
    say(tr("“Test now” measures, without keeping anything."), false);
}

MetricDialog::~MetricDialog() = default;

QWidget *MetricDialog::makeFields()
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto *page = new QWidget;
    auto *parts = new QVBoxLayout(page);
    auto *form = new QFormLayout;
    m_form = form;
    parts->addLayout(form);
    m_more->setObjectName(u"metricMore"_s);
    m_more->setProperty("look", u"flat"_s);
    parts->addWidget(m_more, 0, Qt::AlignLeft);
    parts->addStretch(1);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_preset->setObjectName(u"metricPreset"_s);
    m_preset->setAccessibleName(tr("Begin with"));
    const QList<MetricPreset> presets = metricPresets();
    for (const MetricPreset &preset : presets)
        m_preset->addItem(preset.title);
    m_unit->setObjectName(u"metricUnit"_s);
    m_unit->setAccessibleName(tr("Unit"));
    m_unit->addItems(
        {u"percent"_s, u"ms"_s, u"s"_s, u"per_second"_s, u"bytes"_s, u"score"_s, u"number"_s});
    m_kind->setObjectName(u"metricSource"_s);
    m_kind->setAccessibleName(tr("Source"));
    m_kind->addItems(metricSourceKinds());
    m_target->setPlaceholderText(tr("> 99.9 or < 200"));
    m_window->setPlaceholderText(tr("5m, 4h, 30d"));
    form->addRow(tr("Begin with"), m_preset);
    form->addRow(tr("Identifier"), m_id);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("Unit"), m_unit);
    form->addRow(tr("Target"), m_target);
    form->addRow(tr("Window"), m_window);
    form->addRow(tr("Source"), m_kind);
    m_fixedRows = form->rowCount();
    scroll->setWidget(page);
    connect(m_preset, &QComboBox::activated, this,
            [this](int index) { setDraft(metricPresets().at(index).draft); });
    connect(m_kind, &QComboBox::activated, this, [this] {
        const QStringList usual = usualMetricKeys(m_kind->currentText());
        makeSettings(m_kind->currentText(), usual);
        showUsual(usual);
    });
    connect(m_more, &QPushButton::clicked, this, &MetricDialog::showAll);
    for (QLineEdit *edit : {m_id, m_name, m_target, m_window})
        connect(edit, &QLineEdit::textEdited, this, &MetricDialog::stopTest);
    return scroll;
}

/// A row for each setting of a source; `first` are the first of them, and in sight.
void MetricDialog::makeSettings(const QString &kind, const QStringList &first)
{
    stopTest();
    // What was filled in and means something to the other source, too, stays.
    QHash<QString, QString> kept;
    for (const auto &[key, edit] : std::as_const(m_fields))
        kept.insert(key, edit->text());
    while (m_form->rowCount() > m_fixedRows)
        m_form->removeRow(m_fixedRows);
    m_fields.clear();
    QStringList keys = metricKeyTable().value(u"source "_s + kind);
    std::ranges::stable_sort(keys, {}, [&first](const QString &key) {
        const qsizetype place = first.indexOf(key);
        return place < 0 ? first.size() : place;
    });
    for (const QString &key : std::as_const(keys)) {
        auto *edit = named(new QLineEdit(this), u"setting-"_s + key, key);
        edit->setText(kept.value(key));
        edit->setPlaceholderText(metricKeyHelp(key));
        edit->setToolTip(edit->placeholderText());
        connect(edit, &QLineEdit::textEdited, this, &MetricDialog::stopTest);
        m_form->addRow(key, edit);
        m_fields.append({key, edit});
    }
}

/// What is filled in, and the given; everything else waits behind a button.
void MetricDialog::showUsual(const QStringList &keys)
{
    int hidden = 0;
    for (const auto &[key, edit] : std::as_const(m_fields)) {
        const bool isShown = !edit->text().isEmpty() || keys.contains(key);
        m_form->setRowVisible(edit, isShown);
        hidden += isShown ? 0 : 1;
    }
    m_more->setText(tr("Show %n more setting(s)", nullptr, hidden));
    m_more->setAccessibleName(m_more->text());
    m_more->setVisible(hidden > 0);
}

void MetricDialog::showAll()
{
    QLineEdit *first = nullptr;
    for (const auto &field : std::as_const(m_fields)) {
        QLineEdit *edit = field.second;
        if (!first && !m_form->isRowVisible(edit))
            first = edit;
        m_form->setRowVisible(edit, true);
    }
    m_more->hide();
    if (first)
        first->setFocus();
}

MetricDraft MetricDialog::draft() const
{
    MetricDraft draft{m_id->text(),
                      m_name->text(),
                      m_unit->currentText(),
                      m_target->text(),
                      m_window->text(),
                      m_kind->currentText(),
                      {}};
    for (const auto &[key, edit] : m_fields) {
        if (!edit->text().trimmed().isEmpty())
            draft.settings.append({key, edit->text()});
    }
    return draft;
}

void MetricDialog::setDraft(const MetricDraft &draft)
{
    m_id->setText(draft.id);
    m_name->setText(draft.name);
    m_unit->setCurrentText(draft.unit);
    m_target->setText(draft.target);
    m_window->setText(draft.window);
    m_kind->setCurrentText(draft.sourceKind);
    m_fields.clear();
    QStringList asked;
    asked.reserve(draft.settings.size());
    for (const auto &setting : draft.settings)
        asked.append(setting.first);
    if (asked.isEmpty())
        asked = usualMetricKeys(draft.sourceKind);
    makeSettings(draft.sourceKind, asked);
    for (const auto &[key, text] : draft.settings) {
        const auto field
            = std::ranges::find(m_fields, key, &std::pair<QString, QLineEdit *>::first);
        if (field != m_fields.end())
            field->second->setText(text);
    }
    showUsual(asked);
}

void MetricDialog::test()
{
    stopTest();
    Result<MetricSpec> spec = specOf(draft());
    if (!spec) {
        say(spec.error().message, true);
        return;
    }
    // Soon enough to wait for, and over what was measured since.
    spec->interval = std::min<milliseconds>(spec->interval, 2s);
    spec->window = testWindow;
    spec->leastCoverage = 0;
    m_monitor = std::make_unique<MetricMonitor>(
        QList<MetricSpec>{*spec},
        [services = m_metrics.services()](const MetricSpec &given) {
            return makeMetricSource(given, services);
        },
        m_clock);
    connect(m_monitor.get(), &MetricMonitor::sampled, this, &MetricDialog::showTest);
    m_test->setText(tr("Test again"));
    say(tr("Measuring…"), false);
    m_monitor->start();
    showTest();
}

void MetricDialog::stopTest()
{
    m_monitor.reset();
}

/// The workspace may go before this object does: nothing of it is used from here on.
void MetricDialog::done(int result)
{
    stopTest();
    QDialog::done(result);
}

void MetricDialog::showTest()
{
    const MetricSpec &spec = m_monitor->specs().constFirst();
    GaugeFace face;
    face.spec = spec;
    face.state = m_monitor->state(spec.id);
    if (m_monitor->samples(spec.id).isEmpty() && face.state.reason.isEmpty())
        return;
    say(gaugeSentence(face), face.state.state == MetricState::Bad);
}

void MetricDialog::say(const QString &text, bool isWrong)
{
    m_result->setText(text);
    QPalette palette = m_result->palette();
    palette.setColor(QPalette::WindowText,
                     isWrong ? lookOf(MetricState::Bad, m_theming.mode()).foreground
                             : m_theming.palette().text);
    m_result->setPalette(palette);
}

void MetricDialog::add()
{
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly)) {
        say(tr("%1 cannot be read: %2.").arg(m_path, file.errorString()), true);
        return;
    }
    const Result<QByteArray> text = withMetric(file.readAll(), draft());
    file.close();
    if (!text) {
        say(text.error().message, true);
        return;
    }
    QSaveFile saved(m_path);
    const bool isWritten
        = saved.open(QIODevice::WriteOnly) && saved.write(*text) == text->size() && saved.commit();
    if (!isWritten) {
        say(tr("%1 cannot be written: %2.").arg(m_path, saved.errorString()), true);
        return;
    }
    Q_EMIT added(m_id->text());
    accept();
}

} // namespace slipway
