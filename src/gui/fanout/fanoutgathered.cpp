// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/fanout/fanoutgathered.h"

#include "gui/common/theming.h"
#include "ui_fanoutgathered.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QSaveFile>
#include <QScrollBar>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace slipway {

namespace {

/// More than a person reads; the rest is in what is copied and saved.
constexpr qsizetype mostShown = 2000;
constexpr qsizetype mostNames = 6;

QString titleOf(const OutputGroups::Heading &heading)
{
    QString names
        = heading.machines.first(std::min(mostNames, heading.machines.size())).join(u", "_s);
    if (heading.machines.size() > mostNames)
        names += u", …"_s;
    QString title = u"%1 (%2)"_s.arg(names).arg(heading.machines.size());
    if (!heading.note.isEmpty())
        title += u" · "_s + heading.note;
    return title;
}

} // namespace

FanOutGathered::FanOutGathered(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::FanOutGathered>())
{
    m_ui->setupUi(this);
    m_ui->groupText->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_ui->gatheredSplitter->setStretchFactor(1, 1);
    m_ui->gatheredSplitter->setSizes({220, 560});
    connect(m_ui->groupList, &QListWidget::currentRowChanged, this, &FanOutGathered::fillText);
    connect(m_ui->outputFilter, &QLineEdit::textChanged, this, &FanOutGathered::fillText);
    connect(m_ui->differingBox, &QCheckBox::toggled, this, &FanOutGathered::fillText);
    connect(m_ui->copyOutputButton, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(wholeText()); });
    connect(m_ui->saveOutputButton, &QPushButton::clicked, this, &FanOutGathered::save);
}

FanOutGathered::~FanOutGathered() = default;

void FanOutGathered::dress(Theming &theming)
{
    m_theming = &theming;
    theming.dress(m_ui->copyOutputButton, u"copy"_s);
    theming.dress(m_ui->saveOutputButton, u"save"_s);
    connect(&theming, &Theming::changed, this, &FanOutGathered::fillText);
}

void FanOutGathered::show(const OutputGroups *groups)
{
    m_groups = groups;
    m_headings.clear();
    m_shown = 0;
    m_ui->groupList->clear();
    m_ui->groupText->clear();
    refresh();
}

void FanOutGathered::refresh()
{
    if (m_groups == nullptr || m_groups->revision() == m_shown || !isVisible())
        return;
    m_shown = m_groups->revision();
    fillList();
    fillText();
}

void FanOutGathered::fillList()
{
    const int current = m_ui->groupList->currentRow();
    const QString machine = current >= 0 && current < m_headings.size()
        ? m_headings.at(current).machines.constFirst()
        : QString();
    const QList<OutputGroups::Heading> headings = m_groups->headings();
    if (headings == m_headings)
        return;
    const QSignalBlocker blocker(m_ui->groupList);
    m_headings = headings;
    m_ui->groupList->clear();
    int next = headings.isEmpty() ? -1 : 0;
    for (const OutputGroups::Heading &heading : headings) {
        auto *item = new QListWidgetItem(titleOf(heading), m_ui->groupList);
        item->setToolTip(heading.machines.join(u", "_s));
        // The person keeps looking at the server they chose, wherever its group goes.
        if (heading.machines.contains(machine))
            next = m_ui->groupList->count() - 1;
    }
    m_ui->groupList->setCurrentRow(next);
}

void FanOutGathered::fillText()
{
    const int row = m_ui->groupList->currentRow();
    if (m_groups == nullptr || row < 0 || row >= m_headings.size()) {
        m_ui->groupText->clear();
        return;
    }
    const QList<OutputGroups::Line> lines
        = m_groups->lines(m_headings.at(row).machines.constFirst());
    const QString words = m_ui->outputFilter->text();
    QString text;
    qsizetype shown = 0;
    for (const OutputGroups::Line &line : lines) {
        if (m_ui->differingBox->isChecked() && !line.isDifferent)
            continue;
        const QString content = QString::fromUtf8(line.text);
        if (!words.isEmpty() && !content.contains(words, Qt::CaseInsensitive))
            continue;
        if (++shown > mostShown)
            break;
        text += (line.isDifferent ? u"≠ "_s : u"  "_s) + content + u'\n';
    }
    if (shown > mostShown)
        text += tr("(the first %n lines are shown; copy or save to have all)", nullptr,
                   int(mostShown));
    else if (shown == 0)
        text = lines.isEmpty() ? tr("(nothing was printed)") : tr("(no line is like that)");
    else if (m_headings.at(row).isCut)
        text += tr("(cut: more was printed than is kept)");
    const int place = m_ui->groupText->verticalScrollBar()->value();
    m_ui->groupText->setPlainText(text);
    m_ui->groupText->verticalScrollBar()->setValue(place);
}

QString FanOutGathered::wholeText() const
{
    QString text;
    if (m_groups == nullptr)
        return text;
    const QList<OutputGroups::Group> groups = m_groups->groups();
    for (const OutputGroups::Group &group : groups) {
        text += u"── %1 (%2)"_s.arg(group.machines.join(u", "_s)).arg(group.machines.size());
        text += group.note.isEmpty() ? u" ──\n"_s : QString(u" · "_s + group.note + u" ──\n"_s);
        for (const OutputGroups::Line &line : group.lines)
            text += (line.isDifferent ? u"≠ "_s : u"  "_s) + QString::fromUtf8(line.text) + u'\n';
    }
    return text;
}

void FanOutGathered::save()
{
    auto *dialog = new QFileDialog(this, tr("Save all output"), QString(), tr("Text (*.txt)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"txt"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QSaveFile file(path);
        const QByteArray text = wholeText().toUtf8();
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
            Q_EMIT failed(
                tr("The output could not be saved in %1: %2.").arg(path, file.errorString()));
    });
    dialog->open();
}

} // namespace slipway
