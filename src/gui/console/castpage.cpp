// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/console/castpage.h"

#include "gui/common/theming.h"
#include "gui/console/terminalview.h"
#include "ui_castpage.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMenu>
#include <QSaveFile>

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace slipway {

namespace {

constexpr std::array<double, 5> speeds{0.5, 1, 2, 4, 8};
constexpr int ordinary = 1; ///< index of speed 1

QString clockText(CastPlayer::Time time)
{
    const qint64 seconds = std::chrono::duration_cast<std::chrono::seconds>(time).count();
    return u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

int inMilliseconds(CastPlayer::Time time)
{
    return int(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

} // namespace

CastPage::CastPage(Cast cast, const QString &path, Theming &theming, QWidget *parent)
    : QWidget(parent)
    , m_theming(theming)
    , m_path(path)
    , m_ui(std::make_unique<Ui::CastPage>())
    , m_screen(new ConsoleScreen(TerminalOptions(), this))
    , m_view(new TerminalView(theming, this))
    , m_player(new CastPlayer(std::move(cast), *m_screen, this))
{
    setObjectName(u"castPage"_s);
    m_ui->setupUi(this);
    m_ui->castBar->setAttribute(Qt::WA_StyledBackground);
    m_ui->castLayout->insertWidget(0, m_view, 1);
    m_view->setObjectName(u"castView"_s);
    m_view->setAccessibleName(tr("Recording"));
    m_view->setReadOnly(TerminalView::ReadOnly::Yes);
    m_view->setSizing(TerminalView::Sizing::ScreenKeeps);
    m_view->setScreen(m_screen);
    m_ui->castTitle->setText(m_player->cast().title);
    for (const double speed : speeds)
        m_ui->castSpeed->addItem(tr("%1×").arg(locale().toString(speed)), speed);
    m_ui->castSpeed->setCurrentIndex(ordinary);
    auto *save = new QMenu(this);
    connect(save->addAction(tr("The recording…")), &QAction::triggered, this, &CastPage::saveCopy);
    connect(save->addAction(tr("As text…")), &QAction::triggered, this, &CastPage::saveText);
    m_ui->castSave->setMenu(save);
    theming.dress(m_ui->castSave, u"save"_s);
    connect(m_ui->castPlay, &QToolButton::clicked, this, [this] {
        if (m_player->isPlaying())
            m_player->pause();
        else
            m_player->play();
    });
    connect(m_ui->castSlider, &QSlider::sliderMoved, this,
            [this](int value) { m_player->seek(std::chrono::milliseconds(value)); });
    connect(m_ui->castSpeed, &QComboBox::currentIndexChanged, this,
            [this] { m_player->setSpeed(m_ui->castSpeed->currentData().toDouble()); });
    connect(m_ui->castShorten, &QCheckBox::toggled, this, [this](bool shorten) {
        m_player->setPauses(shorten ? CastPlayer::Pauses::Shortened
                                    : CastPlayer::Pauses::AsRecorded);
    });
    connect(m_player, &CastPlayer::moved, this, &CastPage::refresh);
    connect(m_player, &CastPlayer::playingChanged, this, &CastPage::refresh);
    connect(&theming, &Theming::changed, this, &CastPage::refresh);
    refresh();
    m_player->play();
}

CastPage::~CastPage()
{
    m_view->setScreen(nullptr);
}

void CastPage::refresh()
{
    const bool plays = m_player->isPlaying();
    m_ui->castPlay->setIcon(m_theming.icon(plays ? u"pause"_s : u"start"_s));
    m_ui->castPlay->setText(plays ? tr("Pause") : tr("Play"));
    m_ui->castPlay->setAccessibleName(m_ui->castPlay->text());
    m_ui->castSlider->setMaximum(inMilliseconds(m_player->length()));
    if (!m_ui->castSlider->isSliderDown())
        m_ui->castSlider->setValue(inMilliseconds(m_player->position()));
    m_ui->castTime->setText(
        tr("%1 of %2").arg(clockText(m_player->position()), clockText(m_player->length())));
}

void CastPage::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Space:
        m_ui->castPlay->click();
        break;
    case Qt::Key_Left:
        m_player->seek(m_player->position() - 5s);
        break;
    case Qt::Key_Right:
        m_player->seek(m_player->position() + 5s);
        break;
    case Qt::Key_Home:
        m_player->seek(0s);
        break;
    case Qt::Key_End:
        m_player->seek(m_player->length());
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void CastPage::saveCopy()
{
    const QString path
        = QFileDialog::getSaveFileName(this, tr("Save the recording"), QFileInfo(m_path).fileName(),
                                       tr("Recordings (*.cast);;All files (*)"));
    if (path.isEmpty() || QFileInfo(path) == QFileInfo(m_path))
        return;
    QFile::remove(path);
    if (!QFile::copy(m_path, path))
        Q_EMIT problem({ErrorCode::Io,
                        tr("The recording could not be copied to %1. Check that "
                           "there is room and that the folder may be written.")
                            .arg(path)});
}

void CastPage::saveText()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the text of the recording"),
        QFileInfo(m_path).completeBaseName() + u".txt"_s, tr("Texts (*.txt);;All files (*)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_player->text().toUtf8()) < 0
        || !file.commit())
        Q_EMIT problem(
            {ErrorCode::Io, tr("%1 could not be written: %2.").arg(path, file.errorString())});
}

} // namespace slipway
